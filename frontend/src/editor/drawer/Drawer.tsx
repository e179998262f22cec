import { useRef } from "react";
import type { PointerEvent } from "react";
import { CountBadge } from "../../components/common/Badge.tsx";
import { IconButton } from "../../components/common/IconButton.tsx";
import { ProgressBar } from "../../components/common/ProgressBar.tsx";
import { SegmentedControl } from "../../components/common/SegmentedControl.tsx";
import { t } from "../../messages/messages.ts";
import { useEditor, useExecution, useProblems, useUi } from "../editor-context.ts";
import { ExecutionFacts } from "../execution/ExecutionFacts.tsx";
import { LogsPanel } from "../execution/LogsPanel.tsx";
import { OutputPanel } from "../execution/OutputPanel.tsx";
import { Timeline } from "../execution/Timeline.tsx";
import { clampDrawer } from "../ui-store.ts";
import type { DrawerTab } from "../ui-store.ts";
import { useRefit } from "./use-refit.ts";
import { ProblemList } from "./ProblemList.tsx";

const TABS = ["timeline", "logs", "output", "problems"] as const satisfies readonly DrawerTab[];

/** The execution panel: a line at the bottom, or opened what happened, when, and what came out. */
export function Drawer() {
    const isOpen = useUi((ui) => ui.isDrawerOpen);
    const height = useUi((ui) => ui.drawerHeight);
    useRefit(isOpen, height);
    return isOpen ? <OpenDrawer /> : <ClosedBar />;
}

function ClosedBar() {
    const { ui } = useEditor();
    return (
        <footer
            aria-label={t("editor.drawer.region")}
            data-region="drawer"
            className="flex h-9 flex-none items-center gap-4 border-t border-line bg-surface px-4 text-small text-fg-2"
        >
            <ExecutionFacts isPlain />
            <div className="flex-1" />
            <div
                role="tablist"
                aria-label={t("editor.drawer.tabs")}
                className="flex items-center gap-1 max-sm:hidden"
            >
                {TABS.map((tab) => (
                    <button
                        key={tab}
                        type="button"
                        role="tab"
                        aria-selected={false}
                        className="flex h-7 items-center gap-1.5 rounded-control px-2 hover:bg-hover hover:text-fg"
                        onClick={() => ui.setState({ isDrawerOpen: true, drawerTab: tab })}
                    >
                        {t(`editor.drawer.${tab}`)}
                        {tab === "problems" && <ProblemCount />}
                    </button>
                ))}
            </div>
            <IconButton
                icon="chevron-up"
                size="sm"
                label={t("editor.drawer.open")}
                onClick={() => ui.setState({ isDrawerOpen: true })}
            />
        </footer>
    );
}

function OpenDrawer() {
    const { ui, execution } = useEditor();
    const tab = useUi((state) => state.drawerTab);
    const height = useUi((state) => state.drawerHeight);
    const hasExecution = useExecution((state) => state.id !== null);
    const isShown = useExecution((state) => state.isShown);
    return (
        <section
            aria-label={t("editor.drawer.region")}
            data-region="drawer"
            className="relative flex flex-none flex-col border-t border-line bg-surface"
            style={{ height: `min(${height}px, 60vh)` }}
        >
            <ResizeHandle height={height} />
            <header className="flex min-h-10 flex-none items-center gap-2.5 border-b border-line px-3 max-sm:flex-wrap max-sm:gap-y-1.5 max-sm:py-1.5">
                <ExecutionFacts />
                <Progress />
                <div className="flex-1" />
                {hasExecution && (
                    <IconButton
                        icon={isShown ? "eye" : "eye-off"}
                        size="sm"
                        label={t(
                            isShown ? "editor.drawer.hide_states" : "editor.drawer.show_states"
                        )}
                        onClick={() => execution.show(!isShown)}
                    />
                )}
                {/* A phone gives the tabs a line of their own: the status keeps its word. */}
                <div className="max-sm:order-last max-sm:w-full">
                    <SegmentedControl
                        label={t("editor.drawer.tabs")}
                        value={tab}
                        onChange={(drawerTab) => ui.setState({ drawerTab })}
                        segments={TABS.map((value) => ({
                            value,
                            label: t(`editor.drawer.${value}`),
                            ...(value === "problems" ? { count: <ProblemCount /> } : {})
                        }))}
                    />
                </div>
                <IconButton
                    icon="chevron-down"
                    size="sm"
                    label={t("editor.drawer.close")}
                    onClick={() => ui.setState({ isDrawerOpen: false })}
                />
            </header>
            <div className="min-h-0 flex-1 overflow-y-auto">
                {tab === "problems" ? (
                    <ProblemList />
                ) : hasExecution ? (
                    <ExecutionTab tab={tab} />
                ) : (
                    <p className="p-4 text-small text-fg-2">{t("editor.drawer.none")}</p>
                )}
            </div>
        </section>
    );
}

function ExecutionTab({ tab }: { readonly tab: Exclude<DrawerTab, "problems"> }) {
    if (tab === "timeline") return <Timeline />;
    return tab === "logs" ? <LogsPanel /> : <OutputPanel />;
}

function ProblemCount() {
    const count = useProblems((state) => state.shown);
    return count === 0 ? null : <CountBadge tone="warn" count={count} />;
}

function Progress() {
    const percent = useExecution(({ fold, version: _version }) => {
        if (fold === null || fold.state.ended !== null) return null;
        const total = fold.plan.scopes[0]?.nodes.length ?? 0;
        return total === 0 ? null : Math.round((fold.settled() / total) * 100);
    });
    if (percent === null) return null;
    return (
        <span className="w-30 max-md:hidden">
            <ProgressBar label={t("editor.drawer.progress")} percent={percent} />
        </span>
    );
}

/** Drag, or arrows: the drawer remembers its height. */
function ResizeHandle({ height }: { readonly height: number }) {
    const { ui } = useEditor();
    const start = useRef<{ readonly y: number; readonly height: number } | null>(null);
    const set = (next: number) => ui.setState({ drawerHeight: clampDrawer(next) });

    function move(event: PointerEvent) {
        if (start.current !== null) set(start.current.height + start.current.y - event.clientY);
    }

    return (
        <div
            role="separator"
            aria-orientation="horizontal"
            aria-label={t("editor.drawer.resize")}
            aria-valuenow={height}
            aria-valuemin={160}
            aria-valuemax={640}
            tabIndex={0}
            className="absolute inset-x-0 -top-1 z-6 h-2 cursor-row-resize touch-none focus-visible:bg-primary"
            onPointerDown={(event) => {
                event.currentTarget.setPointerCapture(event.pointerId);
                start.current = { y: event.clientY, height };
            }}
            onPointerMove={move}
            onPointerUp={() => {
                start.current = null;
            }}
            onKeyDown={(event) => {
                const step = event.key === "ArrowUp" ? 24 : event.key === "ArrowDown" ? -24 : 0;
                if (step === 0) return;
                event.preventDefault();
                event.stopPropagation();
                set(height + step);
            }}
        />
    );
}
