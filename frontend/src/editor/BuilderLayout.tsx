import { useEffect } from "react";
import { useStore } from "zustand";
import { IconButton } from "../components/common/IconButton.tsx";
import { useMediaQuery } from "../components/common/use-media-query.ts";
import { usePageTitle } from "../hooks/use-page-title.ts";
import { t } from "../messages/messages.ts";
import { sessionStore } from "../stores/session.ts";
import { reveal } from "./actions/arrange.ts";
import { followLink } from "./actions/node-link.ts";
import { Canvas } from "./canvas/Canvas.tsx";
import { useKeyboard } from "./commands/use-keyboard.ts";
import { Drawer } from "./drawer/Drawer.tsx";
import { useDocument, useEditor, useExecution, useUi } from "./editor-context.ts";
import type { Editor } from "./editor-context.ts";
import { ExecuteDialog } from "./execution/ExecuteDialog.tsx";
import { useAnnouncedExecution } from "./execution/use-announced-execution.ts";
import { useExecute } from "./execution/use-execute.ts";
import type { Execute } from "./execution/use-execute.ts";
import { ConflictDialog } from "./header/ConflictDialog.tsx";
import { Header } from "./header/Header.tsx";
import { PublishDialog } from "./header/PublishDialog.tsx";
import { ShortcutsDialog } from "./header/ShortcutsDialog.tsx";
import { Inspector } from "./inspector/Inspector.tsx";
import { LeftPanel } from "./palette/LeftPanel.tsx";
import { PanelSheet } from "./PanelSheet.tsx";

const OVERLAY = "absolute inset-y-0 right-0 z-10 shadow-e3";
const SHEET =
    "absolute! inset-x-0 top-[36%] bottom-0 z-10 w-full! rounded-t-dialog border-t border-l-0! shadow-e3";

/** Header, palette, canvas, inspector, execution panel: and how they make room for each other. */
export function BuilderLayout() {
    const editor = useEditor();
    const execute = useExecute();
    const isWide = useMediaQuery("(min-width: 1200px)");
    const hasLeft = useMediaQuery("(min-width: 900px)");
    const isPhone = useMediaQuery("(max-width: 639px)");
    const isLeftOpen = useUi((ui) => ui.isLeftOpen);
    const isInspectorOpen = useUi((ui) => ui.isInspectorOpen);
    const hasSelection = useDocument(
        ({ selection }) => selection.nodes.length > 0 || selection.edges.length > 0
    );
    const showsInspector = isInspectorOpen && (isWide || hasSelection);
    useActions(editor, execute);
    useKeyboard(editor);
    useLeaving(editor);
    useRoom(editor, { isWide, isPhone });
    useAnnouncedExecution(editor);
    useTitle();
    useEffect(() => void followLink(editor), [editor]);

    return (
        <main className="flex h-full flex-col overflow-hidden">
            <Header isStarting={execute.isStarting} />
            <div className="relative flex min-h-0 flex-1 overflow-hidden">
                {hasLeft && isLeftOpen && <LeftPanel />}
                <Canvas>{(!hasLeft || !isLeftOpen) && <PanelButton hasLeft={hasLeft} />}</Canvas>
                {showsInspector && (
                    <Inspector className={isWide ? "" : isPhone ? SHEET : OVERLAY} />
                )}
            </div>
            <Drawer />
            {!hasLeft && (
                <PanelSheet>
                    <LeftPanel className="w-full border-r-0" />
                </PanelSheet>
            )}
            <ExecuteDialog execute={execute} />
            <PublishDialog />
            <ConflictDialog />
            <ShortcutsDialog />
            <LiveRegions />
        </main>
    );
}

function PanelButton({ hasLeft }: { readonly hasLeft: boolean }) {
    const { ui } = useEditor();
    return (
        <div className="absolute top-4 left-4 z-5 rounded-[9px] bg-surface-3 p-[3px] shadow-e2">
            <IconButton
                icon="panel"
                size="sm"
                label={t("editor.palette.open")}
                shortcut={hasLeft ? "[" : undefined}
                onClick={() => ui.setState(hasLeft ? { isLeftOpen: true } : { isSheetOpen: true })}
            />
        </div>
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

/** Commands are data; what they start lives here, with its dialogs. */
function useActions(editor: Editor, execute: Execute): void {
    const { ask, cancel } = execute;
    useEffect(() => {
        Object.assign(editor.actions, {
            execute: (trigger: "manual" | "test") => ask(editor, trigger),
            cancelExecution: () => cancel(editor)
        });
    }, [editor, ask, cancel]);
}

/** The last words of a closing page, and the first after the network or the session came back. */
function useLeaving(editor: Editor): void {
    useEffect(() => {
        const { autosave } = editor;
        if (autosave === null) return;
        const stop = new AbortController();
        const { signal } = stop;
        addEventListener("pagehide", () => autosave.leave(), { signal });
        addEventListener(
            "visibilitychange",
            () => {
                if (document.visibilityState === "hidden") void autosave.flush();
            },
            { signal }
        );
        addEventListener("online", () => autosave.retryNow(), { signal });
        const forget = sessionStore.subscribe((now, before) => {
            if (now.status === "signed_in" && before.status !== "signed_in") autosave.retryNow();
        });
        return () => {
            stop.abort();
            forget();
        };
    }, [editor]);
}

/** Where the inspector covers part of the canvas, the chosen node is moved out from under it. */
function useRoom(
    editor: Editor,
    { isWide, isPhone }: { readonly isWide: boolean; readonly isPhone: boolean }
): void {
    const only = useDocument(({ selection }) =>
        selection.nodes.length === 1 ? (selection.nodes[0] ?? null) : null
    );
    useEffect(() => {
        editor.ui.setState({ isLocked: isPhone });
        if (isWide || only === null) return;
        const frame = requestAnimationFrame(() => reveal(editor, only));
        return () => cancelAnimationFrame(frame);
    }, [editor, isWide, isPhone, only]);
}

function useTitle(): void {
    const name = useDocument((state) => state.content.name);
    const status = useExecution((state) => (state.isShown ? state.status : null));
    usePageTitle(
        status === null
            ? name
            : t("editor.title.status", { name, status: t(`common.status.${status}`) })
    );
}
