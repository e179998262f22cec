import { createStore } from "zustand/vanilla";
import type { StoreApi } from "zustand/vanilla";
import { ApiError } from "../../api/api-error.ts";
import { changesBetween } from "./content.ts";
import type { Content } from "./content.ts";
import type { DocumentStore } from "./document-store.ts";
import type { Journal } from "./journal.ts";
import { mergeOf } from "./merge.ts";

/**
 * Brings the draft to the server without anybody asking.
 *
 *     saved ──edit──▶ waiting ──800 ms quiet, at most 2 s──▶ saving ──200──▶ saved (or waiting again)
 *                                    saving ──no answer──▶ offline ──backoff, or the network returns──▶ saving
 *                                    saving ──412──▶ merged silently, or conflict until a person chooses
 *                                    saving ──other 4xx──▶ refused until the next edit
 *
 * Invariants: one request in flight; every request carries the revision its content was made on;
 * what is not on the server is in the journal; nothing here ever drops an edit.
 */
export type SaveState =
    | { readonly kind: "saved"; readonly at: number | null }
    | { readonly kind: "waiting" | "saving"; readonly changes: number }
    | SaveFailure
    | { readonly kind: "conflict"; readonly changes: number; readonly conflict: Conflict };

/** Offline: it is tried again by itself. Refused: not before the next edit. */
export interface SaveFailure {
    readonly kind: "offline" | "refused";
    readonly changes: number;
    readonly error: ApiError;
}

export interface Conflict {
    readonly theirs: Saved;
    /** Ids of the nodes both changed. */
    readonly nodes: readonly string[];
}

export interface Saved {
    readonly content: Content;
    readonly revision: number;
    readonly by: string | null;
}

export interface SaveTransport {
    readonly save: (draft: {
        readonly content: Content;
        readonly revision: number;
        readonly keepalive: boolean;
    }) => Promise<{
        readonly revision: number;
        readonly at: number;
        /** The draft differs from what was published last. */
        readonly hasChanges: boolean;
    }>;
    readonly load: () => Promise<Saved>;
}

export interface AutosaveOptions {
    readonly workflowId: string;
    readonly document: DocumentStore;
    readonly journal: Journal;
    readonly transport: SaveTransport;
    /** What the server had when the page opened. */
    readonly start: { readonly content: Content; readonly revision: number };
    readonly onSaved?: (content: Content, hasChanges: boolean) => void;
    readonly onMerged?: (merged: { readonly count: number; readonly by: string | null }) => void;
    readonly onJournalError?: (error: unknown) => void;
}

const QUIET_MS = 800;
const LONGEST_WAIT_MS = 2_000;
const JOURNAL_MS = 150;
const LONGEST_BACKOFF_MS = 30_000;
/** What browsers let a closing page send; more may still get through, and is in the journal. */
const KEEPALIVE_BYTES = 60_000;

export class Autosave {
    readonly store: StoreApi<SaveState>;
    readonly #options: AutosaveOptions;
    #base: Content;
    #revision: number;
    #baseVersion: number;
    #firstEditAt: number | null = null;
    #saveTimer: ReturnType<typeof setTimeout> | undefined;
    #journalTimer: ReturnType<typeof setTimeout> | undefined;
    #inFlight: Promise<void> | null = null;
    #failures = 0;
    #stopWatching: () => void;

    constructor(options: AutosaveOptions) {
        this.#options = options;
        this.#base = options.start.content;
        this.#revision = options.start.revision;
        this.#baseVersion = 0;
        this.store = createStore<SaveState>()(() => ({ kind: "saved", at: null }));
        let { content } = options.document.getState();
        this.#stopWatching = options.document.subscribe((state) => {
            if (state.content === content) return;
            content = state.content;
            this.#edited();
        });
        // What the journal restored differs from the server from the start.
        if (this.isDirty) this.#edited();
    }

    get isDirty(): boolean {
        return this.#options.document.getState().content !== this.#base;
    }

    get revision(): number {
        return this.#revision;
    }

    /** Saves now; false when the server does not have everything afterwards. */
    async flush(): Promise<boolean> {
        // Twice at most: once for what is under way, once for what was typed since.
        for (let round = 0; round < 3 && this.isDirty; round++) {
            if (this.store.getState().kind === "conflict") return false;
            await (this.#inFlight ?? this.#save(false));
        }
        return !this.isDirty;
    }

    /** The page is going away: the journal has it all, the server gets it if the browser lets it. */
    leave(): void {
        if (!this.isDirty) return;
        void this.#writeJournal();
        if (this.#inFlight !== null || this.store.getState().kind === "conflict") return;
        const { content } = this.#options.document.getState();
        const size = JSON.stringify(content.definition).length;
        void this.#save(size < KEEPALIVE_BYTES);
    }

    /** The network or the session came back, or somebody asks for it. */
    retryNow(): void {
        if (this.isDirty && this.failure !== null) void this.#save(false);
    }

    /** Why the server does not have everything; null when it has, or will be asked first. */
    get failure(): SaveFailure | null {
        const state = this.store.getState();
        return state.kind === "offline" || state.kind === "refused" ? state : null;
    }

    /** `mine` overwrites theirs; `theirs` replaces mine, as a step that can be undone. */
    resolve(choice: "mine" | "theirs", label: string): void {
        const state = this.store.getState();
        if (state.kind !== "conflict") return;
        const { theirs } = state.conflict;
        this.#base = theirs.content;
        this.#revision = theirs.revision;
        if (choice === "theirs") {
            const mine = this.#options.document.getState().content;
            const changes = changesBetween(mine, theirs.content);
            this.#options.document.commit({ label, changes });
            // Equal now, but made of other objects.
            this.#base = this.#options.document.getState().content;
            this.#settled(Date.now());
            return;
        }
        this.store.setState({ kind: "waiting", changes: this.#changes() }, true);
        void this.#save(false);
    }

    /** After a publish the server's revision moved without a change of ours. */
    acceptRevision(revision: number): void {
        this.#revision = revision;
    }

    stop(): void {
        this.#stopWatching();
        clearTimeout(this.#saveTimer);
        clearTimeout(this.#journalTimer);
    }

    #edited(): void {
        this.#journalTimer ??= setTimeout(() => void this.#writeJournal(), JOURNAL_MS);
        const state = this.store.getState();
        if (state.kind === "conflict") return;
        const changes = this.#changes();
        if (state.kind === "offline") this.store.setState({ ...state, changes }, true);
        else {
            const kind = state.kind === "saving" ? "saving" : "waiting";
            this.store.setState({ kind, changes }, true);
            this.#schedule();
        }
    }

    #schedule(): void {
        const now = Date.now();
        this.#firstEditAt ??= now;
        const delay = Math.min(QUIET_MS, this.#firstEditAt + LONGEST_WAIT_MS - now);
        clearTimeout(this.#saveTimer);
        this.#saveTimer = setTimeout(() => void this.#save(false), Math.max(0, delay));
    }

    #save(keepalive: boolean): Promise<void> {
        clearTimeout(this.#saveTimer);
        if (this.#inFlight !== null || !this.isDirty) return this.#inFlight ?? Promise.resolve();
        this.#firstEditAt = null;
        this.store.setState({ kind: "saving", changes: this.#changes() }, true);
        this.#inFlight = this.#send(keepalive).finally(() => {
            this.#inFlight = null;
            if (this.isDirty && this.store.getState().kind === "waiting") this.#schedule();
        });
        return this.#inFlight;
    }

    async #send(keepalive: boolean): Promise<void> {
        const { content, version } = this.#options.document.getState();
        try {
            const saved = await this.#options.transport.save({
                content,
                revision: this.#revision,
                keepalive
            });
            this.#base = content;
            this.#baseVersion = version;
            this.#revision = saved.revision;
            this.#options.onSaved?.(content, saved.hasChanges);
            this.#settled(saved.at);
        } catch (error) {
            if (!(error instanceof ApiError)) throw error;
            if (error.status === 412) await this.#stale();
            else this.#failed(error);
        }
    }

    #settled(at: number): void {
        this.#failures = 0;
        if (this.isDirty) {
            this.store.setState({ kind: "waiting", changes: this.#changes() }, true);
            return;
        }
        this.store.setState({ kind: "saved", at }, true);
        clearTimeout(this.#journalTimer);
        this.#journalTimer = undefined;
        this.#options.journal
            .clear(this.#options.workflowId)
            .catch((error: unknown) => this.#options.onJournalError?.(error));
    }

    #failed(error: ApiError): void {
        const passing = error.status === 0 || error.status === 401 || error.status >= 500;
        if (!passing && error.status !== 429) {
            this.store.setState({ kind: "refused", changes: this.#changes(), error }, true);
            return;
        }
        this.#failures += 1;
        const wait = Math.min(LONGEST_BACKOFF_MS, 1_000 * 2 ** (this.#failures - 1));
        this.store.setState({ kind: "offline", changes: this.#changes(), error }, true);
        clearTimeout(this.#saveTimer);
        const delay = Math.max(wait, (error.retryAfterSeconds ?? 0) * 1_000);
        this.#saveTimer = setTimeout(() => void this.#save(false), delay);
    }

    /** Somebody else saved: both sets of changes stand together where they touch different things. */
    async #stale(): Promise<void> {
        let theirs: Saved;
        try {
            theirs = await this.#options.transport.load();
        } catch (error) {
            if (!(error instanceof ApiError)) throw error;
            this.#failed(error);
            return;
        }
        const mine = this.#options.document.getState().content;
        const merge = mergeOf(this.#base, mine, theirs.content);
        if (merge.conflicts.length > 0) {
            const conflict = { theirs, nodes: merge.conflicts };
            this.store.setState({ kind: "conflict", changes: this.#changes(), conflict }, true);
            return;
        }
        this.#revision = theirs.revision;
        this.#base = theirs.content;
        this.#options.document.adopt(merge.theirs);
        if (merge.mine.length === 0) {
            this.#base = this.#options.document.getState().content;
            this.#settled(Date.now());
        } else this.store.setState({ kind: "waiting", changes: this.#changes() }, true);
        if (merge.theirs.length > 0) {
            this.#options.onMerged?.({ count: merge.theirs.length, by: theirs.by });
        }
    }

    #changes(): number {
        return Math.max(1, this.#options.document.getState().version - this.#baseVersion);
    }

    async #writeJournal(): Promise<void> {
        clearTimeout(this.#journalTimer);
        this.#journalTimer = undefined;
        if (!this.isDirty) return;
        try {
            await this.#options.journal.write({
                workflow_id: this.#options.workflowId,
                revision: this.#revision,
                base: this.#base,
                content: this.#options.document.getState().content,
                changes: this.#changes(),
                at: Date.now()
            });
        } catch (error) {
            this.#options.onJournalError?.(error);
        }
    }
}
