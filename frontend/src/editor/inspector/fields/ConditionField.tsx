import { z } from "zod";
import { operatorNames } from "@flowmaestro/shared/workflow/conditions/operators.ts";
import type { OperatorName } from "@flowmaestro/shared/workflow/conditions/operators.ts";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import { Button } from "../../../components/common/Button.tsx";
import { IconButton } from "../../../components/common/IconButton.tsx";
import { SegmentedControl } from "../../../components/common/SegmentedControl.tsx";
import { t } from "../../../messages/messages.ts";
import { errorText, problemsAt, problemsWithin } from "./field-types.ts";
import type { WidgetProps } from "./field-types.ts";
import { RuleEditor } from "./RuleEditor.tsx";

/** A condition as far as it is written: any side may still be missing. */
export interface DraftRule {
    readonly left?: Json;
    readonly operator: OperatorName;
    readonly right?: Json;
}

export interface DraftGroup {
    readonly combinator: "and" | "or";
    readonly rules: readonly (DraftRule | DraftGroup)[];
}

const ruleSchema: z.ZodType<DraftRule> = z.object({
    left: z.json().optional(),
    operator: z.enum(operatorNames).catch("equals"),
    right: z.json().optional()
});

const groupSchema: z.ZodType<DraftGroup> = z.object({
    combinator: z.enum(["and", "or"]).catch("and"),
    // What has no rules is one: a group is told from a rule by this key.
    rules: z.array(z.lazy(() => z.union([groupSchema, ruleSchema])))
});

const NEW_RULE: DraftRule = { operator: "equals" };

function isGroup(entry: DraftRule | DraftGroup): entry is DraftGroup {
    return "rules" in entry;
}

function readCondition(value: unknown): DraftGroup {
    const parsed = groupSchema.safeParse(value);
    const condition = parsed.success ? parsed.data : { combinator: "and" as const, rules: [] };
    // A condition without rules is an error: the first one stands there to be filled in.
    return condition.rules.length > 0 ? condition : { ...condition, rules: [NEW_RULE] };
}

/** Left, operator, right, line by line; groups within groups. */
export function ConditionField(props: WidgetProps) {
    const { node, field, path, problems } = props;
    const condition = readCondition(props.value);
    return (
        <fieldset className="flex flex-col gap-2" data-field={path}>
            <legend className="mb-1.5 text-small font-medium">{field.title}</legend>
            <GroupEditor
                node={node}
                path={path}
                group={condition}
                depth={0}
                problems={problems}
                onChange={(next, isTyping) => props.onChange(next, { isTyping })}
            />
            {problemsAt(problems, path)
                .filter((problem) => problem.code !== "MISSING_CONFIG")
                .map((problem) => (
                    <p key={problem.message} className="text-micro font-medium text-err">
                        {errorText([problem])}
                    </p>
                ))}
            {field.description !== undefined && (
                <p className="text-micro text-fg-3">{field.description}</p>
            )}
        </fieldset>
    );
}

interface GroupEditorProps {
    readonly node: string;
    readonly path: string;
    readonly group: DraftGroup;
    readonly depth: number;
    readonly problems: WidgetProps["problems"];
    readonly onChange: (group: DraftGroup, isTyping: boolean) => void;
}

const DEEPEST = 3;

function GroupEditor({ node, path, group, depth, problems, onChange }: GroupEditorProps) {
    const { rules } = group;
    const replace = (index: number, entry: DraftRule | DraftGroup, isTyping: boolean) =>
        onChange({ ...group, rules: rules.with(index, entry) }, isTyping);
    const addEntry = (entry: DraftRule | DraftGroup) =>
        onChange({ ...group, rules: [...rules, entry] }, false);

    return (
        <div
            className={
                depth === 0
                    ? "flex flex-col gap-2"
                    : "flex flex-col gap-2 rounded-[8px] bg-well p-2"
            }
        >
            {rules.length > 1 && (
                <SegmentedControl
                    fill
                    label={t("editor.condition.combinator")}
                    value={group.combinator}
                    onChange={(combinator) => onChange({ ...group, combinator }, false)}
                    segments={[
                        { value: "and", label: t("editor.condition.and") },
                        { value: "or", label: t("editor.condition.or") }
                    ]}
                />
            )}
            {rules.map((entry, index) => {
                const place = `${path}.rules[${index}]`;
                const removeEntry =
                    rules.length > 1
                        ? () => onChange({ ...group, rules: rules.toSpliced(index, 1) }, false)
                        : null;
                return isGroup(entry) ? (
                    <div key={place} className="flex items-start gap-1">
                        <div className="min-w-0 flex-1">
                            <GroupEditor
                                node={node}
                                path={place}
                                group={entry}
                                depth={depth + 1}
                                problems={problems}
                                onChange={(next, isTyping) => replace(index, next, isTyping)}
                            />
                        </div>
                        {removeEntry !== null && (
                            <IconButton
                                icon="trash"
                                size="sm"
                                label={t("editor.condition.remove_group")}
                                onClick={removeEntry}
                            />
                        )}
                    </div>
                ) : (
                    <RuleEditor
                        key={place}
                        node={node}
                        path={place}
                        rule={entry}
                        number={rules.length > 1 ? index + 1 : null}
                        problems={problemsWithin(problems, place)}
                        onChange={(next, isTyping) => replace(index, next, isTyping)}
                        onRemove={removeEntry}
                    />
                );
            })}
            <div className="flex gap-1">
                <Button variant="ghost" size="sm" icon="plus" onClick={() => addEntry(NEW_RULE)}>
                    {t("editor.condition.add")}
                </Button>
                {depth < DEEPEST && (
                    <Button
                        variant="ghost"
                        size="sm"
                        icon="braces"
                        onClick={() =>
                            addEntry({
                                combinator: group.combinator === "and" ? "or" : "and",
                                rules: [NEW_RULE]
                            })
                        }
                    >
                        {t("editor.condition.add_group")}
                    </Button>
                )}
            </div>
        </div>
    );
}
