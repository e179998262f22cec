import { Badge } from "../../components/common/Badge.tsx";
import { Button } from "../../components/common/Button.tsx";
import { Icon } from "../../components/common/Icon.tsx";
import { IconButton } from "../../components/common/IconButton.tsx";
import { Tile } from "../../components/common/Tile.tsx";
import { formatDuration } from "../../lib/format.ts";
import { t } from "../../messages/messages.ts";
import { focusCanvas } from "../actions/focus.ts";
import { colorOf, iconOf } from "../canvas/category-look.ts";
import { useDocument, useEditor, useExecution } from "../editor-context.ts";
import { ExecutionSummary } from "./ExecutionSummary.tsx";
import { LoopPagers } from "./LoopPagers.tsx";
import type { Run } from "./execution-fold.ts";
import { EventBanner } from "./EventBanner.tsx";
import { InstanceTabs } from "./InstanceTabs.tsx";
import { turnsText } from "./place-words.ts";
import { QuestionBanner } from "./QuestionBanner.tsx";
import { StepMenu } from "./StepMenu.tsx";
import { useQuestions } from "./use-questions.ts";
import { durationOf, runLook, runWord } from "./run-look.ts";
import { useChoose, useChosenNode } from "./use-choose.ts";
import { useStep } from "./use-step.ts";
import type { Step } from "./use-step.ts";

/** Beside the canvas: the chosen step in detail, or with none chosen the execution as a whole. */
export function InstanceDetail({ className }: { readonly className?: string }) {
    const node = useChosenNode();
    const several = useDocument(({ selection }) => selection.nodes.length);
    const questions = useQuestions();
    const shown = useExecution(({ fold }) => (node === null ? null : fold?.shownInstance(node)));
    return (
        <aside
            aria-label={t("execution.region.detail")}
            data-region="inspector"
            className={`flex min-h-0 flex-col bg-surface ${className ?? ""}`}
        >
            <PastMoment />
            <QuestionBanner list={questions.list} shown={shown ?? null} />
            {node !== null ? (
                <>
                    <StepHeader node={node} />
                    <LoopPagers node={node} />
                    <InstanceTabs key={node} node={node} className="flex-1" />
                </>
            ) : several > 1 ? (
                <div className="p-4 text-small">
                    <h2 className="text-head">
                        {t("execution.detail.several", { count: several })}
                    </h2>
                    <p className="mt-1 text-fg-2">{t("execution.detail.several.text")}</p>
                </div>
            ) : (
                <>
                    <EventBanner />
                    <h2 className="px-4 pt-4 text-head">{t("execution.summary.title")}</h2>
                    <div className="min-h-0 flex-1 overflow-y-auto">
                        <ExecutionSummary />
                    </div>
                </>
            )}
        </aside>
    );
}

/** Looking back, everything here is of that moment: said where it could be mistaken for the end. */
function PastMoment() {
    const { execution } = useEditor();
    const shownSeq = useExecution((state) => state.shownSeq);
    if (shownSeq === null) return null;
    return (
        <p className="flex flex-none items-center gap-2 border-b border-line bg-primary-tint py-1 pr-2 pl-4 text-micro font-medium text-primary">
            <Icon name="history" size={14} />
            <span className="flex-1">{t("execution.moment", { step: shownSeq })}</span>
            <Button size="sm" variant="ghost" onClick={() => execution.look(null)}>
                {t("execution.moment.end")}
            </Button>
        </p>
    );
}

function StepHeader({ node }: { readonly node: string }) {
    const editor = useEditor();
    const choose = useChoose();
    const step = useStep(node);
    if (step === null) return null;
    const { facts, run } = step;
    const look = runLook(run);
    return (
        <header className="flex flex-none items-center gap-3 py-3 pr-3 pl-4">
            <Tile icon={iconOf(facts.type)} color={colorOf(facts.type)} />
            <div className="min-w-0 flex-1">
                <h2 className="truncate text-head">{step.label}</h2>
                <p className="truncate text-micro font-normal text-fg-3 tabular">{aboutOf(step)}</p>
            </div>
            {step.isDisabled ? (
                <Badge tone="idle" icon="ban">
                    {t("editor.run.disabled")}
                </Badge>
            ) : (
                <Badge tone={look.tone} icon={look.icon} spinning={look.isSpinning === true}>
                    {shortWord(run)}
                </Badge>
            )}
            <StepMenu step={step} />
            <IconButton
                icon="close"
                size="sm"
                label={t("execution.detail.close")}
                onClick={() => {
                    choose(null);
                    focusCanvas(editor);
                }}
            />
        </header>
    );
}

/** The tab below says what is waited for; here the step's name needs the room. */
function shortWord(run: Run): string {
    return run.status === "waiting" ? t("editor.run.waiting") : runWord(run);
}

/** "Echo, 2 attempts, 1.3 s": the type, the tries and the time. */
export function aboutOf({ facts, run, instance }: Step): string {
    const took = durationOf(run);
    const tries = run.attempts ?? 1;
    const turns = turnsText(instance);
    const parts = [
        facts.typeName,
        turns === "" ? null : turns,
        tries > 1 ? t("execution.detail.attempts", { count: tries }) : null,
        took === null ? null : formatDuration(took)
    ];
    return parts.filter((part) => part !== null).join(", ");
}
