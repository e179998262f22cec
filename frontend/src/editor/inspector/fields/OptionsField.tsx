import { z } from "zod";
import { t } from "../../../messages/messages.ts";
import { freeId, isMadeFrom } from "../../document/node-id.ts";
import { ReferenceInput } from "../ReferenceInput.tsx";
import { EntryList, moved } from "./EntryList.tsx";
import { errorText } from "./field-types.ts";
import type { WidgetProps } from "./field-types.ts";

interface Option {
    readonly id: string;
    readonly label: string;
}

const list = z.array(z.object({ id: z.string().catch(""), label: z.string().catch("") })).catch([]);

/** What a person chooses from: what they read, and what the answer then holds. */
export function OptionsField(props: WidgetProps) {
    const { node, field, path, problems } = props;
    const options: readonly Option[] = list.parse(props.value);
    const set = (next: readonly Option[], isTyping = false) => props.onChange(next, { isTyping });

    function relabel(index: number, option: Option, label: string) {
        const isFollowing = option.id === "" || isMadeFrom(option.id, option.label);
        const isTaken = (id: string) => options.some((one, at) => at !== index && one.id === id);
        const id = isFollowing && !label.includes("${") ? freeId(label, isTaken) : option.id;
        set(options.with(index, { id, label }), true);
    }

    function add() {
        const label = t("editor.options.new", { number: options.length + 1 });
        const id = freeId(label, (one) => options.some((other) => other.id === one));
        set([...options, { id, label }]);
    }

    return (
        <EntryList
            title={field.title}
            path={path}
            description={field.description}
            error={errorText(problems)}
            entries={options}
            empty={t("editor.options.empty")}
            add={t("editor.options.add")}
            fewest={1}
            nameOf={(option, index) =>
                option.label || t("editor.options.new", { number: index + 1 })
            }
            onAdd={add}
            onMove={(from, to) => set(moved(options, from, to))}
            onRemove={(index) => set(options.toSpliced(index, 1))}
            renderHead={(option, index) => (
                <ReferenceInput
                    node={node}
                    path={`${path}[${index}].label`}
                    label={t("editor.options.label", { number: index + 1 })}
                    placeholder={t("editor.options.label.placeholder")}
                    value={option.label}
                    onChange={(label) => relabel(index, option, label)}
                />
            )}
            renderBody={(option, index) => (
                <label className="flex items-center gap-2 text-micro text-fg-3">
                    <span className="flex-none">{t("editor.options.id")}</span>
                    <ReferenceInput
                        isMono
                        node={node}
                        path={`${path}[${index}].id`}
                        label={t("editor.options.id_of", { name: option.label })}
                        value={option.id}
                        onChange={(id) => set(options.with(index, { ...option, id }), true)}
                    />
                </label>
            )}
        />
    );
}
