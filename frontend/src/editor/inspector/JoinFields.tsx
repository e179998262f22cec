import type { Policy } from "@flowmaestro/shared/workflow/document.ts";
import { SegmentedControl } from "../../components/common/SegmentedControl.tsx";
import { t } from "../../messages/messages.ts";
import { NumberSetting } from "./NumberSetting.tsx";

/** When a node with several connections into it starts. */
export function JoinFields(props: {
    readonly policy: Policy;
    readonly edges: number;
    readonly onChange: (change: Policy, field: string) => void;
}) {
    const { policy, edges, onChange } = props;
    const { join = "all" } = policy;
    const kind = typeof join === "object" ? "at_least" : join;
    const field = t("editor.policy.join");

    function choose(next: "all" | "any" | "at_least") {
        const value = next === "at_least" ? { at_least: Math.min(2, edges) } : next;
        onChange(next === "all" ? { join: undefined, losers: undefined } : { join: value }, field);
    }

    return (
        <div className="flex flex-col gap-3" data-field="policy.join">
            <div className="flex flex-col gap-1.5">
                <p className="text-small font-medium">{field}</p>
                <SegmentedControl
                    fill
                    size="lg"
                    label={field}
                    value={kind}
                    onChange={choose}
                    segments={(["all", "any", "at_least"] as const).map((value) => ({
                        value,
                        label: t(`editor.policy.join.${value}`)
                    }))}
                />
                <p className="text-micro text-fg-3">{t(`editor.policy.join.${kind}.help`)}</p>
            </div>
            {typeof join === "object" && (
                <NumberSetting
                    label={t("editor.policy.join.count")}
                    path="policy.join.at_least"
                    value={join.at_least}
                    least={1}
                    most={edges}
                    isWhole
                    onChange={(at_least) => onChange({ join: { at_least: at_least ?? 1 } }, field)}
                />
            )}
            {kind !== "all" && (
                <div className="flex flex-col gap-1.5">
                    <p className="text-small font-medium">{t("editor.policy.losers")}</p>
                    <SegmentedControl
                        fill
                        label={t("editor.policy.losers")}
                        value={policy.losers ?? "run"}
                        onChange={(losers) =>
                            onChange(
                                { losers: losers === "run" ? undefined : losers },
                                t("editor.policy.losers")
                            )
                        }
                        segments={(["run", "cancel"] as const).map((value) => ({
                            value,
                            label: t(`editor.policy.losers.${value}`)
                        }))}
                    />
                </div>
            )}
        </div>
    );
}
