import { Link } from "react-router";
import { Badge } from "../../components/common/Badge.tsx";
import { Button } from "../../components/common/Button.tsx";
import { buttonClass } from "../../components/common/button-class.ts";
import { Icon } from "../../components/common/Icon.tsx";
import { IconButton } from "../../components/common/IconButton.tsx";
import { Kbd } from "../../components/common/Kbd.tsx";
import { Tooltip } from "../../components/common/Tooltip.tsx";
import { useStore } from "zustand";
import { isOpenStatus } from "../../lib/execution-status.ts";
import { isDraft, publicationWords } from "../../lib/publication-words.ts";
import { t } from "../../messages/messages.ts";
import { commandNamed } from "../commands/commands.ts";
import { ariaKeys, shownKeys } from "../commands/keys.ts";
import { useDocument, useEditor, useExecution, useProblems } from "../editor-context.ts";
import type { PublicationStore } from "../publication.ts";
import { SaveStatus } from "./SaveStatus.tsx";
import { WorkflowName } from "./WorkflowName.tsx";

/** The builder's top line: where we are, whether it is saved, and what can be run. */
export function Header({ isStarting }: { readonly isStarting: boolean }) {
    const editor = useEditor();
    const readOnly = useDocument((state) => state.readOnly);
    return (
        <header
            data-region="header"
            className="flex h-12 flex-none items-center gap-3 border-b border-line bg-surface px-3"
        >
            <Tooltip content={t("editor.header.back")}>
                <Link
                    to="/workflows"
                    aria-label={t("editor.header.back")}
                    className={buttonClass({ variant: "ghost", size: "sm", square: true })}
                >
                    <Icon name="chevron-left" />
                </Link>
            </Tooltip>
            <div className="flex min-w-0 items-center gap-2">
                <WorkflowName />
                {readOnly && editor.publication !== null && <ViewOnlyBadge />}
                {editor.publication !== null && <DraftBadge publication={editor.publication} />}
            </div>
            {editor.autosave !== null && <SaveStatus autosave={editor.autosave} />}
            <div className="min-w-0 flex-1" />
            <ProblemsChip />
            {!readOnly && (
                <>
                    <span className="hidden h-5 w-px bg-line md:block" />
                    <div className="hidden items-center md:flex">
                        <TravelButton direction="undo" />
                        <TravelButton direction="redo" />
                    </div>
                </>
            )}
            <RunButtons isStarting={isStarting} readOnly={readOnly} />
        </header>
    );
}

/** Says why nothing can be changed, under the pointer and to those who do not use one. */
function ViewOnlyBadge() {
    return (
        <Tooltip side="bottom" content={t("editor.header.view_only.text")}>
            <button type="button" className="flex-none rounded-badge" aria-describedby="view-only">
                <Badge tone="idle" icon="eye">
                    {t("editor.header.view_only")}
                </Badge>
                <span id="view-only" className="sr-only">
                    {t("editor.header.view_only.text")}
                </span>
            </button>
        </Tooltip>
    );
}

function DraftBadge({ publication }: { readonly publication: PublicationStore }) {
    const { version, isLive, hasChanges } = useStore(publication);
    const facts = { version, is_live: isLive, has_draft_changes: hasChanges };
    const words = publicationWords(facts);
    return (
        <span className="hidden flex-none sm:inline-flex">
            {isDraft(facts) ? <Badge tone="primary">{words}</Badge> : <Badge>{words}</Badge>}
        </span>
    );
}

function ProblemsChip() {
    const editor = useEditor();
    const count = useProblems((state) => state.shown);
    const mistakes = useProblems((state) => state.mistakes);
    if (count === 0) return null;
    const label = t("editor.header.problems", { count });
    return (
        <Tooltip content={label} shortcut="F8">
            <button
                type="button"
                aria-label={label}
                className={buttonClass({ variant: "ghost", size: "sm", className: "px-2!" })}
                onClick={() => editor.ui.setState({ isDrawerOpen: true, drawerTab: "problems" })}
            >
                <span className={mistakes > 0 ? "text-err" : "text-warn"}>
                    <Icon name="alert" />
                </span>
                <span className="tabular">{count}</span>
            </button>
        </Tooltip>
    );
}

function TravelButton({ direction }: { readonly direction: "undo" | "redo" }) {
    const editor = useEditor();
    const step = useDocument(
        (state) => (direction === "undo" ? state.past : state.future).at(-1)?.label ?? null
    );
    const command = commandNamed(direction);
    const label =
        step === null
            ? t(`editor.header.${direction}.none`)
            : t(`editor.header.${direction}`, { step });
    return (
        <IconButton
            icon={direction}
            size="sm"
            label={t(`editor.${direction}`)}
            tooltip={false}
            title={`${label} (${shownKeys(command.keys?.[0] ?? "")})`}
            aria-keyshortcuts={ariaKeys(command.keys)}
            disabled={step === null}
            className="disabled:border-transparent! disabled:bg-transparent!"
            onClick={() => command.perform(editor)}
        />
    );
}

function RunButtons(props: { readonly isStarting: boolean; readonly readOnly: boolean }) {
    const editor = useEditor();
    const { isStarting, readOnly } = props;
    const isLive = useExecution(
        ({ status, isShown }) => isShown && status !== null && isOpenStatus(status)
    );
    const isCancelling = useExecution(({ fold }) => {
        const closing = fold?.state.frames[""]?.closing;
        return closing?.cause === "cancelled";
    });
    if (isLive) {
        return (
            <Button
                icon="stop"
                loading={isCancelling}
                onClick={() => editor.actions.cancelExecution()}
                trailing={
                    <span className="hidden lg:inline">
                        <Kbd>{shownKeys("Mod+.")}</Kbd>
                    </span>
                }
            >
                {t(isCancelling ? "editor.header.cancelling" : "editor.header.cancel")}
            </Button>
        );
    }
    return (
        <div className="flex flex-none items-center gap-2">
            <Tooltip
                content={
                    readOnly ? t("editor.header.view_only.text") : t("editor.header.test.help")
                }
                shortcut={readOnly ? undefined : shownKeys("Mod+Enter")}
            >
                <Button
                    className="max-sm:hidden"
                    disabled={readOnly}
                    onClick={() => commandNamed("test").perform(editor)}
                >
                    {t("editor.command.test")}
                </Button>
            </Tooltip>
            <Button
                className="max-sm:hidden"
                disabled={readOnly}
                onClick={() => commandNamed("publish").perform(editor)}
            >
                {t("editor.command.publish")}
            </Button>
            <Button
                variant="primary"
                icon="play"
                disabled={readOnly}
                loading={isStarting}
                onClick={() => editor.actions.execute("manual")}
            >
                {t("editor.command.execute")}
            </Button>
        </div>
    );
}
