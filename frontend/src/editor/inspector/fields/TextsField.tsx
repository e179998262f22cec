import { z } from "zod";
import { t } from "../../../messages/messages.ts";
import { ReferenceInput } from "../ReferenceInput.tsx";
import { EntryList, moved } from "./EntryList.tsx";
import { errorText } from "./field-types.ts";
import type { WidgetProps } from "./field-types.ts";

const list = z.array(z.union([z.string(), z.number().transform(String)])).catch([]);

/** A list of texts. */
export function TextsField(props: WidgetProps) {
    const { node, field, path } = props;
    const entries = list.parse(props.value ?? field.default);
    const set = (next: readonly string[], isTyping = false) =>
        props.onChange(next.length === 0 ? undefined : next, { isTyping });
    return (
        <EntryList
            title={field.title}
            path={path}
            description={field.description}
            error={errorText(props.problems)}
            entries={entries}
            add={t("editor.texts.add")}
            nameOf={(_, index) => t("editor.texts.entry", { number: index + 1 })}
            onAdd={() => set([...entries, ""])}
            onMove={(from, to) => set(moved(entries, from, to))}
            onRemove={(index) => set(entries.toSpliced(index, 1))}
            renderHead={(entry, index) => (
                <ReferenceInput
                    node={node}
                    path={`${path}[${index}]`}
                    label={t("editor.texts.entry", { number: index + 1 })}
                    value={entry}
                    onChange={(text) => set(entries.with(index, text), true)}
                />
            )}
        />
    );
}
