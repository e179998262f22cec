import { useState } from "react";
import { CountBadge } from "../../components/common/Badge.tsx";
import { Skeleton } from "../../components/common/Skeleton.tsx";
import { Tabs } from "../../components/common/Tabs.tsx";
import type { TabItem } from "../../components/common/Tabs.tsx";
import { usePatientFlag } from "../../components/common/use-patient-flag.ts";
import { ApiErrorState } from "../../components/domain/ApiErrorState.tsx";
import { t } from "../../messages/messages.ts";
import { AttemptList } from "./AttemptList.tsx";
import { Expired } from "./Expired.tsx";
import { FailureDetail } from "./FailureDetail.tsx";
import { LogLines } from "./LogLines.tsx";
import { OutputOf } from "./OutputOf.tsx";
import { useStep } from "./use-step.ts";
import type { Step } from "./use-step.ts";
import { ValueView } from "./ValueView.tsx";
import { NotStarted } from "./NotStarted.tsx";
import { WaitingDetail } from "./WaitingDetail.tsx";
import { WhyBlock } from "./WhyBlock.tsx";

const WANTED = ["error", "waiting", "output", "input", "logs", "attempts"] as const;
type Tab = (typeof WANTED)[number];

/** Output, error, input, logs and attempts of one step, at the moment that is shown. */
export function InstanceTabs({
    node,
    className
}: {
    readonly node: string;
    readonly className?: string;
}) {
    const step = useStep(node);
    const [wanted, setWanted] = useState<Tab>("output");
    if (step === null) return null;
    if (step.run.startedAt === undefined && step.run.error === undefined) {
        return (
            <div className="p-4">
                <NotRun step={step} />
            </div>
        );
    }
    const items = itemsOf(step);
    // The error is what one comes for; without one the same place holds the output.
    const isThere = items.some((item) => item.value === wanted);
    const isFirst = wanted === "output" && items[0]?.value !== "output";
    const value = !isThere || isFirst ? (items[0]?.value ?? "") : wanted;
    return (
        <Tabs
            label={t("execution.detail.tabs")}
            value={value}
            onChange={(next) => setWanted(WANTED.find((one) => one === next) ?? "output")}
            items={items}
            className={className ?? ""}
            panelClassName="flex-1 overflow-y-auto p-4"
        />
    );
}

function itemsOf(step: Step): TabItem[] {
    const { attempts, logs } = step;
    return [
        firstOf(step),
        tab("input", <Input step={step} />),
        tab(
            "logs",
            <Loaded step={step}>
                <LogLines label={t("execution.logs.of", { node: step.label })} lines={logs} />
            </Loaded>,
            logs.length
        ),
        tab(
            "attempts",
            <Loaded step={step}>
                <AttemptList attempts={attempts} />
            </Loaded>,
            attempts.length > 1 ? attempts.length : 0
        )
    ];
}

/** What one comes for: the error, what is waited for, or the output. */
function firstOf(step: Step): TabItem {
    const { run } = step;
    if (run.error !== undefined) {
        return tab("error", <FailureDetail step={step} error={run.error} />);
    }
    if (run.status !== "waiting") return tab("output", <OutputOf step={step} />);
    const waiting = tab("waiting", <WaitingDetail key={step.instance} step={step} />);
    return run.waitsFor === "answer" ? { ...waiting, label: t("execution.question.tab") } : waiting;
}

function tab(value: Tab, content: React.ReactNode, count = 0): TabItem {
    return {
        value,
        label: t(`execution.detail.tab.${value}`),
        content,
        ...(count === 0 ? {} : { badge: <CountBadge count={count} /> })
    };
}

function NotRun({ step }: { readonly step: Step }) {
    const { run } = step;
    if (step.isDisabled) {
        return <p className="text-small text-fg-2">{t("execution.detail.disabled")}</p>;
    }
    if (run.reason !== undefined) return <WhyBlock run={run} />;
    return <NotStarted node={step.node} />;
}

function Input({ step }: { readonly step: Step }) {
    const { detail } = step;
    return (
        <Loaded step={step}>
            {detail.data?.input === undefined ? (
                <Expired />
            ) : (
                <>
                    <p className="mb-2.5 text-micro text-fg-3">{t("execution.input.note")}</p>
                    <ValueView
                        key={step.instance}
                        label={t("execution.detail.tab.input")}
                        value={detail.data.input}
                        fileName={`${step.node}-input`}
                    />
                </>
            )}
        </Loaded>
    );
}

/** What comes from the server beside the facts. */
function Loaded({ step, children }: { readonly step: Step; readonly children: React.ReactNode }) {
    const { detail } = step;
    const isWaiting = usePatientFlag(detail.isPending);
    if (detail.data !== undefined) return children;
    if (detail.error !== null) {
        return (
            <ApiErrorState
                title={t("execution.detail.failed")}
                error={detail.error}
                onRetry={() => void detail.refetch()}
                retrying={detail.isFetching}
            />
        );
    }
    if (!isWaiting) return null;
    return (
        <div aria-busy="true" className="flex flex-col gap-2.5">
            <Skeleton className="h-4 w-40" />
            <Skeleton className="h-4 w-64" />
            <Skeleton className="h-4 w-52" />
        </div>
    );
}
