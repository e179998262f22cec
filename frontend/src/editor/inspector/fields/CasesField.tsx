import { z } from "zod";
import type { FormField } from "@flowmaestro/shared/workflow/form.ts";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import { Field } from "../../../components/common/Field.tsx";
import { SegmentedControl } from "../../../components/common/SegmentedControl.tsx";
import { TextInput } from "../../../components/common/TextInput.tsx";
import { t } from "../../../messages/messages.ts";
import { changePorts } from "../../actions/ports.ts";
import { freeId, isMadeFrom } from "../../document/node-id.ts";
import { useEditor } from "../../editor-context.ts";
import { ConditionField } from "./ConditionField.tsx";
import { EntryList, moved } from "./EntryList.tsx";
import { errorText, problemsAt, problemsWithin } from "./field-types.ts";
import type { WidgetProps } from "./field-types.ts";
import { JsonTemplateField } from "./JsonTemplateField.tsx";

interface Case {
    readonly id: string;
    readonly label?: string | undefined;
    readonly equals?: Json | undefined;
    readonly condition?: unknown;
}

const list = z
    .array(
        z.object({
            id: z.string().catch(""),
            label: z.string().optional().catch(undefined),
            equals: z.json().optional(),
            condition: z.unknown().optional()
        })
    )
    .catch([]);

const NEW_CONDITION = { combinator: "and", rules: [{ operator: "equals" }] };

/** The ways on of a switch. An edge follows its case to another id, and goes with it. */
export function CasesField(props: WidgetProps) {
    const { node, field, path, problems } = props;
    const editor = useEditor();
    const cases: readonly Case[] = list.parse(props.value);
    const set = (next: readonly Case[], isTyping = false) =>
        props.onChange(next.map(written), { isTyping });
    const isTaken = (id: string, at: number) =>
        RESERVED.has(id) || cases.some((one, index) => index !== at && one.id === id);

    function relabel(index: number, one: Case, label: string) {
        const isFollowing = isMadeFrom(one.id, one.label ?? "") || one.id === "";
        const id = isFollowing ? freeId(label, (other) => isTaken(other, index)) : one.id;
        rename(index, { ...one, label: label === "" ? undefined : label, id });
    }

    function rename(index: number, next: Case) {
        const before = cases[index];
        if (before === undefined) return;
        changePorts(editor, {
            node,
            field: field.title,
            data: { [field.name]: cases.with(index, next).map(written) },
            isTyping: true,
            renamed: { from: before.id, to: next.id }
        });
    }

    function remove(index: number) {
        const gone = cases[index];
        if (gone === undefined) return;
        changePorts(editor, {
            node,
            field: field.title,
            data: { [field.name]: cases.toSpliced(index, 1).map(written) },
            gone: gone.id
        });
    }

    function add() {
        const label = t("editor.cases.new", { number: cases.length + 1 });
        const id = freeId(label, (one) => isTaken(one, -1));
        const last = cases.at(-1);
        const question = last?.condition === undefined ? {} : { condition: NEW_CONDITION };
        set([...cases, { id, label, ...question }]);
    }

    return (
        <EntryList
            title={field.title}
            path={path}
            description={field.description}
            error={errorText(problemsAt(problems, path))}
            entries={cases}
            add={t("editor.cases.add")}
            fewest={1}
            nameOf={(one) => one.label ?? one.id}
            onAdd={add}
            onMove={(from, to) => set(moved(cases, from, to))}
            onRemove={remove}
            renderHead={(one, index) => (
                <TextInput
                    aria-label={t("editor.cases.label", { number: index + 1 })}
                    data-path={`${path}[${index}].label`}
                    value={one.label ?? ""}
                    placeholder={one.id}
                    maxLength={200}
                    autoComplete="off"
                    onChange={(event) => relabel(index, one, event.currentTarget.value)}
                />
            )}
            renderBody={(one, index) => (
                <CaseBody
                    form={field.items ?? []}
                    node={node}
                    path={`${path}[${index}]`}
                    one={one}
                    problems={problemsWithin(problems, `${path}[${index}]`)}
                    onRename={(id) => rename(index, { ...one, id })}
                    onChange={(next, isTyping) => set(cases.with(index, next), isTyping)}
                />
            )}
        />
    );
}

/** Ports every switch has. */
const RESERVED: ReadonlySet<string> = new Set(["default", "error"]);

/** What is not said is not there. */
function written(one: Case) {
    return Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined));
}

function CaseBody(props: {
    readonly form: readonly FormField[];
    readonly node: string;
    readonly path: string;
    readonly one: Case;
    readonly problems: WidgetProps["problems"];
    readonly onRename: (id: string) => void;
    readonly onChange: (next: Case, isTyping: boolean) => void;
}) {
    const { form, node, path, one, problems } = props;
    const isAsked = one.condition !== undefined;
    const fieldNamed = (name: string) => form.find((field) => field.name === name);
    const asked = fieldNamed(isAsked ? "condition" : "equals");
    const Widget = isAsked ? ConditionField : JsonTemplateField;

    function choose(kind: "equals" | "condition") {
        const { equals: _equals, condition: _condition, ...rest } = one;
        props.onChange(kind === "condition" ? { ...rest, condition: NEW_CONDITION } : rest, false);
    }

    return (
        <>
            <SegmentedControl
                fill
                label={t("editor.cases.kind")}
                value={isAsked ? "condition" : "equals"}
                segments={[
                    { value: "equals", label: t("editor.cases.equals") },
                    { value: "condition", label: t("editor.cases.condition") }
                ]}
                onChange={choose}
            />
            {asked !== undefined && (
                <Widget
                    node={node}
                    field={{ ...asked, description: undefined }}
                    path={`${path}.${asked.name}`}
                    value={isAsked ? one.condition : one.equals}
                    siblings={{}}
                    problems={problemsWithin(problems, `${path}.${asked.name}`)}
                    onChange={(value, how) =>
                        props.onChange({ ...one, [asked.name]: value }, how?.isTyping === true)
                    }
                />
            )}
            <Field
                label={t("editor.cases.id")}
                error={errorText([
                    ...problemsAt(problems, path),
                    ...problemsAt(problems, `${path}.id`)
                ])}
                className="flex flex-col gap-1"
            >
                <TextInput
                    mono
                    size="sm"
                    data-path={`${path}.id`}
                    value={one.id}
                    maxLength={64}
                    autoComplete="off"
                    spellCheck={false}
                    onChange={(event) => props.onRename(event.currentTarget.value.trim())}
                />
            </Field>
        </>
    );
}
