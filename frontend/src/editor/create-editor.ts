import type { Catalogue } from "@flowmaestro/shared/workflow/catalogue.ts";
import { compile } from "@flowmaestro/shared/workflow/compile.ts";
import { logger } from "../api/logger.ts";
import { showToast } from "../components/common/toast-messages.ts";
import { t } from "../messages/messages.ts";
import { createAnnouncer } from "./announcer.ts";
import { Autosave } from "./document/autosave.ts";
import type { SaveTransport } from "./document/autosave.ts";
import type { Content } from "./document/content.ts";
import { changesBetween } from "./document/content.ts";
import { startsFar } from "./canvas/card-size.ts";
import { createDocumentStore } from "./document/document-store.ts";
import type { DocumentStore } from "./document/document-store.ts";
import type { Journal, JournalEntry } from "./document/journal.ts";
import { graphOf } from "./document/graph.ts";
import { watchProblems } from "./document/problems.ts";
import type { Editor } from "./editor-context.ts";
import type { ExecutionSource } from "./execution/execution-source.ts";
import { createExecutionStore } from "./execution/execution-store.ts";
import { watchOutdated } from "./execution/outdated.ts";
import { createPublicationStore } from "./publication.ts";
import type { Publication, PublicationStore } from "./publication.ts";
import { createUiStore } from "./ui-store.ts";
import type { UiState } from "./ui-store.ts";

export interface BuilderParts {
    readonly workflowId: string;
    readonly catalogue: Catalogue;
    /** What the server has. */
    readonly saved: { readonly content: Content; readonly revision: number };
    readonly publication: Publication;
    /** What this browser kept and the server does not have. */
    readonly kept: JournalEntry | null;
    readonly journal: Journal;
    readonly transport: SaveTransport;
    readonly source: ExecutionSource;
    readonly readOnly: boolean;
    readonly ui?: Partial<UiState>;
}

export interface OpenEditor {
    readonly editor: Editor;
    /** Done when the last edits are with the server, or cannot get there now. */
    readonly close: () => Promise<void>;
}

/** Puts the stores of one open workflow together, and takes them apart again. */
export function openBuilder(parts: BuilderParts): OpenEditor {
    const { saved, kept, catalogue, workflowId } = parts;
    const restored = kept !== null && parts.readOnly ? null : kept;
    // Kept on an older revision: the autosave merges it, or asks.
    const base =
        restored === null ? saved : { content: restored.base, revision: restored.revision };
    const document = createDocumentStore(base.content, { readOnly: parts.readOnly });
    const checking = watchProblems(document, (definition) => compile(definition, catalogue));
    const execution = createExecutionStore(parts.source);
    const publication = createPublicationStore(parts.publication, saved.content.definition);
    const autosave = savingOf(parts, { document, publication, start: base });
    if (restored !== null) restore(document, restored);

    const stops = [
        checking.stop,
        watchOutdated(document, execution),
        autosave.store.subscribe((now, before) => {
            if (now.kind === "saving" && before.kind !== "saving") {
                publication.saves(document.getState().content.definition);
            }
        })
    ];
    const { order } = graphOf(document.getState().content.definition);
    const [first = null] = order;
    const editor: Editor = {
        workflowId,
        catalogue,
        document,
        problems: checking.problems,
        ui: createUiStore({ focused: first, isFar: startsFar(order.length), ...parts.ui }),
        execution,
        autosave,
        publication,
        announcer: createAnnouncer(),
        flow: { current: null },
        // The page fills these in: they need its dialogs.
        actions: { execute: () => undefined, cancelExecution: () => undefined }
    };
    return {
        editor,
        close: async () => {
            for (const stop of stops) stop();
            execution.close();
            try {
                await autosave.flush();
            } finally {
                autosave.stop();
            }
        }
    };
}

function savingOf(
    { workflowId, journal, transport }: BuilderParts,
    about: {
        readonly document: DocumentStore;
        readonly publication: PublicationStore;
        readonly start: BuilderParts["saved"];
    }
): Autosave {
    const { document, publication, start } = about;
    return new Autosave({
        workflowId,
        document,
        journal,
        transport,
        start,
        onSaved: ({ definition }, hasChanges) => {
            // Edited meanwhile, there is another answer to come.
            if (definition === document.getState().content.definition)
                publication.saved(definition, hasChanges);
        },
        onMerged: ({ count, by }) => {
            const name = by ?? t("editor.conflict.somebody");
            showToast({ text: t("editor.toast.merged", { count, name }) });
        },
        onJournalError: (error) => logger.warn("journal", { error })
    });
}

/** As a step of its own, so that it can be undone like any other. */
function restore(document: DocumentStore, kept: JournalEntry): void {
    document.commit({
        label: t("editor.toast.restored", { count: kept.changes }),
        changes: changesBetween(kept.base, kept.content)
    });
    showToast({
        id: "editor.restored",
        tone: "info",
        text: t("editor.toast.restored", { count: kept.changes }),
        action: { label: t("editor.undo"), perform: () => void document.undo() }
    });
}
