import { OPERATORS } from "@flowmaestro/shared/workflow/conditions/operators.ts";
import { Icon } from "../../components/common/Icon.tsx";
import { t } from "../../messages/messages.ts";
import type { Because } from "./reason.ts";

/** The rules of a condition with what stood on their sides, and how each came out. */
export function BecauseRules({ because }: { readonly because: Because }) {
    return (
        <ul className="flex flex-col gap-1.5 rounded-[8px] bg-well px-2.5 py-2 text-small">
            {because.rules.map((rule, index) => (
                // Rules have no names; their order is fixed.
                // oxlint-disable-next-line react/no-array-index-key
                <li key={index} className="flex items-center gap-2">
                    <span className="min-w-0 flex-1 wrap-break-word">
                        {rule.missing === true ? (
                            <i className="text-fg-3">{t("editor.why.missing")}</i>
                        ) : (
                            <ValueText value={rule.left} />
                        )}{" "}
                        <span className="text-fg-2">{operatorLabel(rule.operator)}</span>{" "}
                        {rule.right !== undefined && <ValueText value={rule.right} />}
                    </span>
                    <Answer result={rule.result} />
                </li>
            ))}
        </ul>
    );
}

function Answer({ result }: { readonly result: boolean | null }) {
    if (result === null) {
        return <span className="text-micro text-fg-3">{t("editor.why.not_asked")}</span>;
    }
    return (
        <span className={`flex items-center gap-1 text-micro ${result ? "text-ok" : "text-fg-3"}`}>
            <Icon name={result ? "check" : "close"} size={12} />
            {String(result)}
        </span>
    );
}

function ValueText({ value }: { readonly value: unknown }) {
    const color =
        typeof value === "string"
            ? "text-syn-str"
            : typeof value === "number"
              ? "text-syn-num"
              : "text-syn-bool";
    return <code className={`font-mono text-[0.75rem] ${color}`}>{JSON.stringify(value)}</code>;
}

function operatorLabel(operator: string): string {
    const known = Object.entries(OPERATORS).find(([name]) => name === operator);
    return known === undefined ? operator : known[1].label;
}
