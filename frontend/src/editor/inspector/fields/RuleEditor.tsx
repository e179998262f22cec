import { OPERATORS, operatorNames } from "@flowmaestro/shared/workflow/conditions/operators.ts";
import type { OperatorName } from "@flowmaestro/shared/workflow/conditions/operators.ts";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import type { Problem } from "@flowmaestro/shared/workflow/problem.ts";
import { IconButton } from "../../../components/common/IconButton.tsx";
import { Field } from "../../../components/common/Field.tsx";
import { Select } from "../../../components/common/Select.tsx";
import { t } from "../../../messages/messages.ts";
import { TypeBadge } from "../CompletionList.tsx";
import { kindName } from "../literal.ts";
import { PreviewLine } from "../PreviewLine.tsx";
import type { DraftRule } from "./ConditionField.tsx";
import { FieldFrame } from "./FieldFrame.tsx";
import { LiteralInput } from "./LiteralInput.tsx";
import { problemsWithin } from "./field-types.ts";

const OPTIONS = operatorNames.map((name) => ({ value: name, label: OPERATORS[name].label }));

function isOperator(name: string): name is OperatorName {
    return Object.hasOwn(OPERATORS, name);
}

export interface RuleEditorProps {
    readonly node: string;
    readonly path: string;
    readonly rule: DraftRule;
    /** Null when it is the only one. */
    readonly number: number | null;
    readonly problems: readonly Problem[];
    readonly onChange: (rule: DraftRule, isTyping: boolean) => void;
    readonly onRemove: (() => void) | null;
}

/** One question: is the left side … than the right? */
export function RuleEditor(props: RuleEditorProps) {
    const { node, path, rule, number, problems, onChange } = props;
    const needsRight = OPERATORS[rule.operator].arity === 2;

    function chooseOperator(name: string) {
        if (!isOperator(name)) return;
        const { right, ...rest } = rule;
        const keepsRight = OPERATORS[name].arity === 2 && right !== undefined;
        onChange({ ...rest, operator: name, ...(keepsRight ? { right } : {}) }, false);
    }

    return (
        <div
            role="group"
            aria-label={t("editor.condition.rule", { number: number ?? 1 })}
            className="flex flex-col gap-2.5 rounded-[8px] border border-line bg-surface p-2.5"
        >
            {props.onRemove !== null && (
                <div className="-mb-2 flex h-6 items-center justify-between text-micro font-medium text-fg-3">
                    {t("editor.condition.rule", { number: number ?? 1 })}
                    <IconButton
                        icon="trash"
                        size="sm"
                        label={t("editor.condition.remove")}
                        className="size-6"
                        onClick={props.onRemove}
                    />
                </div>
            )}
            <Side
                node={node}
                path={`${path}.left`}
                title={t("editor.condition.left")}
                placeholder="${…}"
                value={rule.left}
                problems={problems}
                onChange={(left) => onChange(withSide(rule, "left", left), true)}
            />
            <Field label={t("editor.condition.operator")}>
                <Select value={rule.operator} options={OPTIONS} onChange={chooseOperator} />
            </Field>
            {needsRight && (
                <Side
                    node={node}
                    path={`${path}.right`}
                    title={t("editor.condition.right")}
                    value={rule.right}
                    problems={problems}
                    onChange={(right) => onChange(withSide(rule, "right", right), true)}
                />
            )}
        </div>
    );
}

function withSide(rule: DraftRule, side: "left" | "right", value: Json | undefined): DraftRule {
    const rest: DraftRule = { ...rule, [side]: value };
    return value === undefined ? omit(rest, side) : rest;
}

function omit(rule: DraftRule, side: "left" | "right"): DraftRule {
    const { [side]: _gone, ...rest } = rule;
    return rest;
}

function Side(props: {
    readonly node: string;
    readonly path: string;
    readonly title: string;
    readonly placeholder?: string;
    readonly value: Json | undefined;
    readonly problems: readonly Problem[];
    readonly onChange: (value: Json | undefined) => void;
}) {
    const { node, path, title, value } = props;
    const isLiteral = value !== undefined && !(typeof value === "string" && value.includes("${"));
    return (
        <FieldFrame
            node={node}
            path={path}
            field={{ title, required: false, template: false }}
            problems={problemsWithin(props.problems, path)}
            preview={
                isLiteral ? (
                    <span className="-mt-0.5 flex justify-end">
                        <TypeBadge type={kindName(value)} />
                    </span>
                ) : (
                    <PreviewLine value={value} />
                )
            }
        >
            <LiteralInput
                node={node}
                path={path}
                value={value}
                placeholder={props.placeholder}
                onChange={props.onChange}
            />
        </FieldFrame>
    );
}
