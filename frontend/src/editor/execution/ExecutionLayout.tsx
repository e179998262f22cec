import { useStore } from "zustand";
import { Icon } from "../../components/common/Icon.tsx";
import { useMediaQuery } from "../../components/common/use-media-query.ts";
import { isOpenStatus } from "../../lib/execution-status.ts";
import { t } from "../../messages/messages.ts";
import { Canvas } from "../canvas/Canvas.tsx";
import { useKeyboard } from "../commands/use-keyboard.ts";
import { useEditor, useExecution, useUi } from "../editor-context.ts";
import { ShortcutsDialog } from "../header/ShortcutsDialog.tsx";
import { ExecutionSummary } from "./ExecutionSummary.tsx";
import { InstanceDetail } from "./InstanceDetail.tsx";
import { LogsPanel } from "./LogsPanel.tsx";
import { QuestionBanner } from "./QuestionBanner.tsx";
import { Scrubber } from "./Scrubber.tsx";
import { StepList } from "./StepList.tsx";
import { Timeline } from "./Timeline.tsx";
import { TimelineLegend } from "./TimelineLegend.tsx";
import { useAnnouncedExecution } from "./use-announced-execution.ts";
import { useChosenNode } from "./use-choose.ts";
import { useFirstLook } from "./use-first-look.ts";
import { useQuestions } from "./use-questions.ts";
import { useScrub } from "./use-scrub.ts";

/** Canvas, details and timeline: one selection, one moment. On a phone steps and logs instead. */
export function ExecutionLayout() {
    const editor = useEditor();
    const hasCanvas = useMediaQuery("(min-width: 900px)");
    useKeyboard(editor);
    useAnnouncedExecution(editor);
    useFirstLook();
    return (
        <>
            <Reconnecting />
            {hasCanvas ? <WideLayout /> : <PhoneLayout />}
            <ShortcutsDialog />
            <LiveRegions />
        </>
    );
}

function WideLayout() {
    const scrub = useScrub();
    const isDetailOpen = useUi((ui) => ui.isInspectorOpen);
    const isLive = useExecution((state) => state.status !== null && isOpenStatus(state.status));
    return (
        <>
            <div className="flex min-h-0 flex-1">
                <Canvas>
                    <RanVersion />
                </Canvas>
                {isDetailOpen && (
                    <InstanceDetail className="w-85 flex-none border-l border-line lg:w-100" />
                )}
            </div>
            <section
                aria-label={t("execution.region.timeline")}
                data-region="drawer"
                className="flex h-[min(286px,42vh)] flex-none flex-col border-t border-line bg-surface"
            >
                <div className="flex h-11 flex-none items-center border-b border-line px-3">
                    <Scrubber scrub={scrub} isLive={isLive} />
                </div>
                <Timeline scrub={scrub} className="flex-1" />
                <TimelineLegend />
            </section>
        </>
    );
}

function PhoneLayout() {
    const questions = useQuestions();
    const chosen = useChosenNode();
    const shown = useExecution(({ fold }) =>
        chosen === null ? null : fold?.shownInstance(chosen)
    );
    return (
        <div className="flex flex-col gap-5 p-3">
            <QuestionBanner list={questions.list} shown={shown ?? null} className="" />
            <StepList />
            <section className="overflow-hidden rounded-card border border-line bg-surface shadow-e1">
                <ExecutionSummary isBesideSteps />
            </section>
            <section
                aria-label={t("execution.logs.label")}
                className="flex h-96 flex-col overflow-hidden rounded-card border border-line bg-surface shadow-e1"
            >
                <LogsPanel />
            </section>
        </div>
    );
}

function RanVersion() {
    const version = useExecution((state) => state.summary?.version ?? null);
    return (
        // Where the bar with the zoom keeps cards away: above, it would lie on what stands there.
        <p className="absolute right-4 bottom-6 z-5 flex h-7 items-center gap-1.5 rounded-[7px] bg-surface-3 px-2.5 text-small font-medium text-fg-2 shadow-e2">
            <Icon name="lock" size={14} />
            {version === null ? t("execution.ran.draft") : t("execution.ran.version", { version })}
            <span className="font-normal text-fg-3">{t("execution.ran.read_only")}</span>
        </p>
    );
}

function Reconnecting() {
    const isAway = useExecution((state) => state.connection === "waiting");
    return (
        <output className="block">
            {isAway && (
                <p className="flex items-center gap-2 border-b border-line bg-warn-fill px-5 py-1.5 text-small font-medium text-warn">
                    <Icon name="retry" />
                    {t("execution.reconnecting")}
                </p>
            )}
        </output>
    );
}

/** Said, not shown. */
function LiveRegions() {
    const { announcer } = useEditor();
    const { polite, assertive } = useStore(announcer.store);
    return (
        <>
            <p className="sr-only" aria-live="polite" data-testid="announcements">
                {polite}
            </p>
            <p className="sr-only" aria-live="assertive">
                {assertive}
            </p>
        </>
    );
}
