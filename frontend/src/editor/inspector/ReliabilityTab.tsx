import type { Policy, WorkflowNode } from "@flowmaestro/shared/workflow/document.ts";
import { SegmentedControl } from "../../components/common/SegmentedControl.tsx";
import { Switch } from "../../components/common/Switch.tsx";
import { t } from "../../messages/messages.ts";
import { editPolicy } from "../actions/properties.ts";
import { ERROR_PORT, factsOf } from "../document/node-facts.ts";
import { graphOf, portOf } from "../document/graph.ts";
import { useDocument, useEditor } from "../editor-context.ts";
import { JoinFields } from "./JoinFields.tsx";
import { NumberSetting } from "./NumberSetting.tsx";

/** What happens when things go wrong, as far as it makes sense for the type. */
export function ReliabilityTab({ node }: { readonly node: WorkflowNode }) {
    const editor = useEditor();
    const facts = factsOf(node, editor.catalogue);
    const ins = useDocument((state) => graphOf(state.content.definition).into(node.id).length);
    const refuses = new Set(facts.type?.refuses ?? []);
    const policy = node.policy ?? {};
    const set = (change: Policy, field: string) =>
        editPolicy(editor, node.id, { ...policy, ...change }, field);
    if (facts.isAnnotation)
        return <p className="text-small text-fg-2">{t("editor.policy.none")}</p>;

    return (
        <div className="flex flex-col gap-[18px]">
            {!refuses.has("on_error") && <OnError node={node} onChange={set} />}
            {!refuses.has("retry") && <RetryFields policy={policy} onChange={set} />}
            {!refuses.has("timeout_seconds") && (
                <NumberSetting
                    label={t("editor.policy.timeout")}
                    help={t("editor.policy.timeout.help", {
                        default: timeoutText(facts.type?.timeout_seconds ?? null)
                    })}
                    path="policy.timeout_seconds"
                    value={policy.timeout_seconds}
                    least={0.1}
                    most={86_400}
                    onChange={(timeout_seconds) =>
                        set({ timeout_seconds }, t("editor.policy.timeout"))
                    }
                />
            )}
            {ins > 1 && <JoinFields policy={policy} edges={ins} onChange={set} />}
        </div>
    );
}

function timeoutText(seconds: number | null): string {
    return seconds === null
        ? t("editor.policy.timeout.none")
        : t("editor.policy.timeout.seconds", { seconds });
}

interface PolicyProps {
    readonly policy: Policy;
    readonly onChange: (change: Policy, field: string) => void;
}

/** An edge from the error port already says "error port". */
function OnError(props: {
    readonly node: WorkflowNode;
    readonly onChange: PolicyProps["onChange"];
}) {
    const { node } = props;
    const { catalogue } = useEditor();
    const hasErrorEdge = useDocument((state) =>
        graphOf(state.content.definition)
            .outOf(node.id)
            .some((edge) => portOf(edge) === ERROR_PORT)
    );
    const { ports } = factsOf(node, catalogue);
    const canContinue = ports.some((port) => port.id === "out");
    const stated = node.policy?.on_error ?? (hasErrorEdge ? "branch" : "fail");
    const options = canContinue
        ? (["fail", "continue", "branch"] as const)
        : (["fail", "branch"] as const);
    return (
        <div className="flex flex-col gap-1.5" data-field="policy.on_error">
            <p className="text-small font-medium">{t("editor.policy.on_error")}</p>
            <SegmentedControl
                fill
                size="lg"
                label={t("editor.policy.on_error")}
                value={stated}
                segments={options.map((value) => ({
                    value,
                    label: t(`editor.policy.on_error.${value}`)
                }))}
                onChange={(on_error) =>
                    props.onChange(
                        { on_error: on_error === "fail" && !hasErrorEdge ? undefined : on_error },
                        t("editor.policy.on_error")
                    )
                }
            />
            <p className="text-micro text-fg-3">{t(`editor.policy.on_error.${stated}.help`)}</p>
        </div>
    );
}

function RetryFields({ policy, onChange }: PolicyProps) {
    const { retry } = policy;
    const set = (change: NonNullable<Policy["retry"]>) => {
        const entries = Object.entries({ ...retry, ...change });
        const next = Object.fromEntries(entries.filter(([, value]) => value !== undefined));
        const isEmpty = Object.keys(next).length === 0;
        onChange({ retry: isEmpty ? undefined : next }, t("editor.policy.retry"));
    };
    const isRepeated = (retry?.attempts ?? 1) > 1;
    return (
        <fieldset className="flex flex-col gap-3" data-field="policy.retry">
            <legend className="mb-1.5 text-small font-medium">{t("editor.policy.retry")}</legend>
            <NumberSetting
                label={t("editor.policy.attempts")}
                help={t("editor.policy.attempts.help")}
                path="policy.retry.attempts"
                value={retry?.attempts}
                placeholder="1"
                least={1}
                most={20}
                isWhole
                onChange={(attempts) => set({ attempts })}
            />
            {isRepeated && (
                <>
                    <div className="grid grid-cols-3 gap-2">
                        <NumberSetting
                            label={t("editor.policy.initial_ms")}
                            path="policy.retry.initial_ms"
                            value={retry?.initial_ms}
                            placeholder="1000"
                            least={100}
                            most={86_400_000}
                            isWhole
                            onChange={(initial_ms) => set({ initial_ms })}
                        />
                        <NumberSetting
                            label={t("editor.policy.multiplier")}
                            path="policy.retry.multiplier"
                            value={retry?.multiplier}
                            placeholder="2"
                            least={1}
                            most={10}
                            onChange={(multiplier) => set({ multiplier })}
                        />
                        <NumberSetting
                            label={t("editor.policy.max_ms")}
                            path="policy.retry.max_ms"
                            value={retry?.max_ms}
                            placeholder="60000"
                            least={100}
                            most={86_400_000}
                            isWhole
                            onChange={(max_ms) => set({ max_ms })}
                        />
                    </div>
                    <Switch
                        label={t("editor.policy.jitter")}
                        checked={retry?.jitter ?? true}
                        onChange={(jitter) => set({ jitter: jitter ? undefined : false })}
                    />
                </>
            )}
        </fieldset>
    );
}
