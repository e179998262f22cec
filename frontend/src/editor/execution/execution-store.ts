import { createStore } from "zustand/vanilla";
import type { StoreApi } from "zustand/vanilla";
import type { Frame } from "@flowmaestro/shared/contract/frames.ts";
import type { Execution } from "@flowmaestro/shared/contract/routes/executions.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { ExecutionStatus } from "@flowmaestro/shared/orchestrator/open.ts";
import { asApiError } from "../../api/api-error.ts";
import type { ApiError } from "../../api/api-error.ts";
import { isOpenStatus } from "../../lib/execution-status.ts";
import type { ConnectionState } from "../../lib/websocket.ts";
import { ExecutionFold } from "./execution-fold.ts";
import { ShownTurns } from "./shown-turns.ts";
import type { ExecutionSource, RanGraph } from "./execution-source.ts";

/**
 * The execution somebody looks at. Its facts come in once and in order, are kept, and are folded into
 * one live view; looking back folds them again up to a moment. `version` counts every visible change:
 * the fold changes in place, and selectors that read it re-run because of the counter.
 */
export interface ExecutionState {
    readonly id: string | null;
    readonly summary: Execution | null;
    readonly graph: RanGraph | null;
    /** What the cards show: the live fold, or an older moment. */
    readonly fold: ExecutionFold | null;
    readonly version: number;
    readonly status: ExecutionStatus | null;
    readonly frames: readonly Frame[];
    /** Looking at the moment after this fact; null follows the present. */
    readonly shownSeq: number | null;
    readonly connection: ConnectionState["kind"];
    readonly error: ApiError | null;
    /** Cards, edges and outline show it; else only the drawer and the samples do. */
    readonly isShown: boolean;
    /** Nodes that changed since, or stand behind one that did. */
    readonly outdated: ReadonlySet<string>;
}

export interface ExecutionStore extends StoreApi<ExecutionState> {
    /** Follows an execution to its end, from its first fact on. */
    readonly watch: (id: string, options?: { readonly isShown?: boolean }) => Promise<void>;
    readonly show: (isShown: boolean) => void;
    readonly setOutdated: (outdated: ReadonlySet<string>) => void;
    readonly look: (seq: number | null) => void;
    /** Shows a turn of a loop, by the loop's node; null follows the one that goes on. */
    readonly chooseTurn: (loop: string, index: number | null) => void;
    /** Turns every loop around an instance to it. */
    readonly showInstance: (instance: string) => void;
    readonly close: () => void;
    /** The live fold, whatever moment is shown. */
    readonly present: () => ExecutionFold | null;
}

const NOTHING: ExecutionState = {
    id: null,
    summary: null,
    graph: null,
    fold: null,
    version: 0,
    status: null,
    frames: [],
    shownSeq: null,
    connection: "idle",
    error: null,
    isShown: false,
    outdated: new Set()
};

/** Frames of one moment are folded and painted together. */
const BATCH_MS = 16;
/** A line that says nothing for so long may have lost its voice: what it should have said is asked for. */
const QUIET_MS = 20_000;
/** While the socket is away the same frames are asked for. */
const POLL_MS = 2_000;

export function createExecutionStore(source: ExecutionSource): ExecutionStore {
    const store = createStore<ExecutionState>()(() => NOTHING);
    let watcher: Watcher | null = null;
    const close = () => {
        watcher?.stop();
        watcher = null;
        store.setState({ ...NOTHING, version: store.getState().version + 1 }, true);
    };
    return {
        ...store,
        watch: async (id, options = {}) => {
            close();
            store.setState({ id, isShown: options.isShown ?? true, status: "pending" });
            watcher = new Watcher(id, source, store);
            await watcher.start();
        },
        show: (isShown) => store.setState({ isShown }),
        setOutdated: (outdated) => store.setState({ outdated }),
        look: (seq) => watcher?.look(seq),
        chooseTurn: (loop, index) => watcher?.turn((shown) => shown.choose(loop, index)),
        showInstance: (instance) => watcher?.turn((shown) => shown.chooseAround(instance)),
        close,
        present: () => watcher?.fold ?? null
    };
}

class Watcher {
    readonly #id: string;
    readonly #source: ExecutionSource;
    readonly #store: StoreApi<ExecutionState>;
    readonly #frames: Frame[] = [];
    readonly #arrived: Frame[] = [];
    /** Which turns are looked at: the same for every moment. */
    readonly #shown = new ShownTurns();
    fold: ExecutionFold | null = null;
    #past: ExecutionFold | null = null;
    /** How it had ended before anybody looked: while its facts come in, it does not seem to run. */
    #ended: ExecutionStatus | null = null;
    #isOver = false;
    #stopFollowing: (() => void) | null = null;
    #batch: ReturnType<typeof setTimeout> | undefined;
    #poll: ReturnType<typeof setTimeout> | undefined;
    #quiet: ReturnType<typeof setTimeout> | undefined;

    constructor(id: string, source: ExecutionSource, store: StoreApi<ExecutionState>) {
        this.#id = id;
        this.#source = source;
        this.#store = store;
    }

    async start(): Promise<void> {
        try {
            const [graph, summary] = await Promise.all([
                this.#source.graph(this.#id),
                this.#source.summary(this.#id)
            ]);
            if (this.#isOver) return;
            this.fold = new ExecutionFold(graph.plan, this.#shown);
            this.#store.setState({ graph, summary, fold: this.fold, status: summary.status });
            this.#ended = isOpenStatus(summary.status) ? null : summary.status;
            if (this.#ended === null) this.#follow();
            else await this.#catchUp();
        } catch (error) {
            if (!this.#isOver) this.#store.setState({ error: asApiError(error) });
        }
    }

    look(seq: number | null): void {
        if (this.fold === null) return;
        const isPresent = seq === null || seq >= this.fold.seq;
        const fold = isPresent ? this.fold : this.#foldOf(this.fold.plan, seq);
        this.#paint({ fold, shownSeq: isPresent ? null : seq });
    }

    turn(change: (shown: ShownTurns) => void): void {
        change(this.#shown);
        this.#paint({});
    }

    /** Going on from the moment shown last costs its few facts; only going back begins anew. */
    #foldOf(plan: Plan, seq: number): ExecutionFold {
        const known = this.#past;
        const fold =
            known !== null && known.seq <= seq ? known : new ExecutionFold(plan, this.#shown);
        for (let at = fold.seq; at < seq; at += 1) {
            const frame = this.#frames[at];
            if (frame !== undefined) fold.apply(frame);
        }
        this.#past = fold;
        return fold;
    }

    stop(): void {
        this.#isOver = true;
        clearTimeout(this.#batch);
        clearTimeout(this.#poll);
        clearTimeout(this.#quiet);
        this.#stopFollowing?.();
    }

    #follow(): void {
        this.#stopFollowing = this.#source.follow(
            this.#id,
            this.fold?.seq ?? 0,
            (frame) => {
                this.#listen();
                this.#take([frame]);
            },
            (state) => this.#connection(state)
        );
        this.#listen();
    }

    #listen(): void {
        clearTimeout(this.#quiet);
        this.#quiet = setTimeout(() => void this.#ask(), QUIET_MS);
    }

    async #ask(): Promise<void> {
        try {
            await this.#catchUp();
        } catch {
            // The next silence asks again.
        }
        if (!this.#isOver && this.#stopFollowing !== null) this.#listen();
    }

    #connection(state: ConnectionState): void {
        this.#store.setState({ connection: state.kind });
        clearTimeout(this.#poll);
        if (state.kind === "waiting") {
            this.#poll = setTimeout(() => void this.#pollOnce(state), POLL_MS);
        }
    }

    async #pollOnce(state: ConnectionState): Promise<void> {
        try {
            await this.#catchUp();
        } catch {
            // As silent as the socket: the banner says that the connection is away.
        }
        if (!this.#isOver && this.#store.getState().connection === "waiting") {
            this.#connection(state);
        }
    }

    async #catchUp(): Promise<void> {
        for (;;) {
            const after = this.#lastSeq();
            const page = await this.#source.events(this.#id, after);
            if (this.#isOver || page.frames.length === 0) return;
            this.#take(page.frames);
            this.#fold();
            if (page.nextSeq <= after) return;
        }
    }

    #lastSeq(): number {
        return this.fold?.seq ?? 0;
    }

    #take(frames: readonly Frame[]): void {
        this.#arrived.push(...frames);
        this.#batch ??= setTimeout(() => this.#fold(), BATCH_MS);
    }

    #fold(): void {
        clearTimeout(this.#batch);
        this.#batch = undefined;
        const { fold } = this;
        if (fold === null || this.#isOver) return;
        for (const frame of this.#arrived.splice(0)) {
            // Repeated, or beyond a gap: the socket asks again for what is missing.
            if (fold.apply(frame) && frame.seq !== undefined) this.#frames.push(frame);
        }
        const hasEnded = fold.state.ended !== null;
        this.#paint({ status: this.#ended ?? fold.status, frames: this.#frames });
        if (hasEnded) void this.#end();
    }

    /** The last word of the server: number, times, whole outputs. */
    async #end(): Promise<void> {
        if (this.#stopFollowing === null) return;
        this.#stopFollowing();
        this.#stopFollowing = null;
        clearTimeout(this.#poll);
        clearTimeout(this.#quiet);
        this.#store.setState({ connection: "idle" });
        try {
            const summary = await this.#source.summary(this.#id);
            if (!this.#isOver) this.#store.setState({ summary });
        } catch {
            // The facts have said how it ended; the summary only adds whole outputs.
        }
    }

    #paint(change: Partial<ExecutionState>): void {
        const { version } = this.#store.getState();
        this.#store.setState({ ...change, version: version + 1 });
    }
}
