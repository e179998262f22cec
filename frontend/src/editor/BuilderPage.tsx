import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link, useParams } from "react-router";
import { catalogue } from "@flowmaestro/nodes/catalogue.gen.ts";
import { asApiError } from "../api/api-error.ts";
import type { ApiError } from "../api/api-error.ts";
import { call } from "../api/client.ts";
import { workflowKeys } from "../api/queries/workflows.ts";
import { buttonClass } from "../components/common/button-class.ts";
import { ErrorState } from "../components/common/ErrorState.tsx";
import { usePageTitle } from "../hooks/use-page-title.ts";
import { t } from "../messages/messages.ts";
import { sessionStore } from "../stores/session.ts";
import { BuilderLayout } from "./BuilderLayout.tsx";
import { BuilderSkeleton } from "./BuilderSkeleton.tsx";
import { openBuilder } from "./create-editor.ts";
import type { OpenEditor } from "./create-editor.ts";
import { createJournal } from "./document/journal.ts";
import { draftTransport } from "./document/draft-transport.ts";
import { EditorContext } from "./editor-context.ts";
import { liveSource } from "./execution/execution-source.ts";

type Loading =
    | { readonly kind: "loading" }
    | { readonly kind: "failed"; readonly error: ApiError }
    | { readonly kind: "open"; readonly open: OpenEditor };

/** A workflow, opened to be built. */
export function BuilderPage() {
    const { id = "" } = useParams();
    // Another workflow is another page: nothing of one may reach into the other.
    return <Builder key={id} id={id} />;
}

function Builder({ id }: { readonly id: string }) {
    const [attempt, setAttempt] = useState(0);
    const state = useOpenBuilder(id, attempt);
    usePageTitle(t("editor.page"));
    if (state.kind === "loading") return <BuilderSkeleton />;
    if (state.kind === "failed") {
        return (
            <main className="grid h-full place-items-center">
                <NotOpened error={state.error} onRetry={() => setAttempt(attempt + 1)} />
            </main>
        );
    }
    return (
        <EditorContext value={state.open.editor}>
            <BuilderLayout />
        </EditorContext>
    );
}

function NotOpened(props: { readonly error: ApiError; readonly onRetry: () => void }) {
    const { error } = props;
    const isMissing = error.status === 404 || error.code === "VALIDATION_FAILED";
    return (
        <ErrorState
            isPage
            title={t(isMissing ? "editor.load.missing" : "editor.load.failed")}
            why={isMissing ? t("editor.load.missing.text") : error.message}
            fix={isMissing ? t("editor.load.missing.fix") : error.solution}
            requestId={error.requestId}
            {...(isMissing ? {} : { onRetry: props.onRetry })}
            actions={
                <Link to="/workflows" className={buttonClass({ size: "sm" })}>
                    {t("editor.header.back")}
                </Link>
            }
        />
    );
}

/** Loads the draft and what this browser kept of it, and closes everything when the page goes. */
function useOpenBuilder(id: string, attempt: number): Loading {
    const client = useQueryClient();
    const [state, setState] = useState<Loading>({ kind: "loading" });
    useEffect(() => {
        const stop = new AbortController();
        let open: OpenEditor | null = null;
        setState({ kind: "loading" });
        load(id, stop.signal).then(
            (loaded) => {
                if (stop.signal.aborted) return void loaded.close();
                open = loaded;
                setState({ kind: "open", open: loaded });
                void showLastExecution(loaded, id, stop.signal);
            },
            (error: unknown) => {
                if (!stop.signal.aborted) setState({ kind: "failed", error: asApiError(error) });
            }
        );
        return () => {
            stop.abort();
            if (open === null) return;
            const closed = open.close();
            // The library shows what was just saved, not what it knew before.
            const refresh = () => client.invalidateQueries({ queryKey: workflowKeys.all });
            closed.then(refresh, refresh).catch(() => undefined);
        };
    }, [id, attempt, client]);
    return state;
}

async function load(id: string, signal: AbortSignal): Promise<OpenEditor> {
    const journal = createJournal();
    const [workflow, kept] = await Promise.all([
        call("getWorkflow", { params: { id } }, { signal }),
        // A browser without storage has kept nothing.
        journal.read(id).catch(() => null)
    ]);
    const { name, description, definition, revision, version } = workflow;
    return openBuilder({
        workflowId: id,
        catalogue,
        saved: { content: { name, description, definition }, revision },
        publication: {
            version,
            isLive: workflow.is_live,
            hasChanges: workflow.has_draft_changes
        },
        kept,
        journal,
        transport: draftTransport(id),
        source: liveSource,
        readOnly: sessionStore.getState().workspace?.role === "viewer"
    });
}

/** Its values are the samples while somebody writes references; the cards stay as they are drawn. */
async function showLastExecution(
    { editor }: OpenEditor,
    workflowId: string,
    signal: AbortSignal
): Promise<void> {
    try {
        const { executions } = await call(
            "listExecutions",
            { query: { workflow_id: workflowId, limit: "1" } },
            { signal }
        );
        const [last] = executions;
        if (last === undefined || editor.execution.getState().id !== null) return;
        const isOpen = last.completed_at === null;
        await editor.execution.watch(last.id, { isShown: isOpen });
    } catch {
        // Without samples the editor is poorer, not broken.
    }
}
