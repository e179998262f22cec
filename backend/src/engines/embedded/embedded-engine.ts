import type { Logger } from "../../platform/logger.ts";
import { AppError } from "../../errors.ts";
import type { DataPlane } from "../../data-plane/data-plane.ts";
import type {
    Engine,
    EngineState,
    SignalOutcome,
    SignalRequest,
    StartReceipt,
    StartRequest
} from "../engine.ts";
import type { Clock } from "../../platform/clock.ts";
import { crashPoint } from "../../platform/crash-point.ts";
import { Awakening } from "./awakening.ts";
import type { Draft } from "./draft.ts";
import { Children, nothingRunnable } from "./children.ts";
import type { Runnable } from "./children.ts";
import { Executions } from "./executions.ts";
import { pause } from "./host.ts";
import type { Alarm, Host } from "./host.ts";
import type { Hot } from "./hot.ts";
import { Inbox } from "./inbox.ts";
import { Neighbours } from "./neighbours.ts";
import { Performer } from "./performer.ts";
import type { RunHint } from "./performer.ts";
import { Recovery } from "./recovery.ts";
import { Sleepers } from "./sleepers.ts";
import { Starts } from "./starts.ts";
import type { EngineStore, Notice } from "./store.ts";
import { Timers } from "./timers.ts";
import { Worker } from "./worker.ts";
import { Writer } from "./writer.ts";

/**
 * The embedded engine: Postgres is the journal, this process performs.
 *
 *     start, inbox, timers, results ──event──▶ line of executions
 *                                               │ 1 ms each, round robin (scheduler.ts)
 *                                               ▼
 *                                   step → facts → draft (executions.ts)
 *                                               │ net delta (performer.ts)
 *              inline runs go ahead ◀───────────┤
 *                                               ▼
 *                          one batch in flight, all executions (writer.ts, batch.ts)
 *                                               │ stored
 *                                               ▼
 *                 effects sent · frames shown · starts, signals acknowledged
 *
 * An execution is **hot** (here, owned by this worker's row) from its start or take-over until its
 * terminal fact is stored. The process is
 *
 *   starting   registers its row, takes over what dead workers left (recovery.ts), then is ready
 *   ready      accepts starts; above a bound of queued work it refuses them (`OVERLOADED`)
 *   fenced     another process raised its epoch: everything hot is dropped unheard, it registers anew
 *              under another id and takes up what is then its own
 *   stopping   refuses starts, lets runs end, stores what there is, hands the rest back (owner null)
 *
 * Invariants: one writer, one batch in flight. A batch is all there or not at all. Nothing leaves the
 * process that hangs on a draft not stored. `seq` is dense and given here alone. Facts of one event
 * are in one batch, so every log ends between two events.
 */
export interface EmbeddedEngineOptions {
    readonly store: EngineStore;
    readonly host: Host;
    readonly logger: Logger;
    /** The store's time, kept by this process. */
    readonly clock: Clock;
    readonly data: Pick<DataPlane, "plans" | "values" | "runner">;
    /** Facts that are on disk, in order, and hints. */
    readonly publish: (hot: Hot, draft: Draft) => void;
    readonly hint: (hot: Hot, hint: RunHint) => void;
    /** Another process stored facts of an execution that is followed here. */
    readonly news: (execution_id: string) => void;
    /** What calls of other workflows run; without it they fail. */
    readonly runnable?: Runnable;
    /** Executions with work queued or unwritten, above which starts are refused. */
    readonly max_backlog?: number;
}

const MAX_BACKLOG = 5_000;
const TICK_MS = 1_000;
const RENEW_MS = 5_000;
const SWEEP_MS = 5_000;
const LAST_BATCH_MS = 2_000;
/** How often one asks for the end of what sleeps, and may be woken by another process. */
const LOOK_MS = 1_000;

type Phase = "starting" | "ready" | "fenced" | "stopping";

export class EmbeddedEngine implements Engine {
    readonly name = "embedded";
    private readonly options: EmbeddedEngineOptions;
    private readonly timers: Timers;
    private readonly worker: Worker;
    private readonly writer: Writer;
    private readonly executions: Executions;
    private readonly performer: Performer;
    private readonly inbox: Inbox;
    private readonly recovery: Recovery;
    private readonly awakening: Awakening;
    private readonly sleepers: Sleepers;
    private readonly neighbours: Neighbours;
    private readonly starts: Starts;
    private readonly children: Children;
    private phase: Phase = "starting";
    private tick: Alarm | undefined;
    private reopening: Alarm | undefined;
    private lastRenew = 0;
    private lastSweep = 0;
    private sweeps = 0;

    constructor(options: EmbeddedEngineOptions) {
        this.options = options;
        const { store, host, logger, clock: time } = options;
        const { plans, runner } = options.data;
        const identity = () => this.worker.identity;
        this.timers = new Timers(time, host);
        this.executions = new Executions({
            host,
            time,
            logger,
            performer: () => this.performer,
            flush: () => this.writer.flush(),
            stored: (hot, draft) => this.onStored(hot, draft),
            asleep: (id, wake_at, isCalled) => this.onAsleep(id, wake_at, isCalled)
        });
        const { executions } = this;
        this.performer = new Performer({
            runner,
            timers: this.timers,
            time,
            push: (hot, event) => executions.push(hot, { event }),
            dirty: (hot) => executions.touch(hot),
            reuse: { store, values: options.data.values },
            storeValue: (hot, row) => store.executions.writeValue(hot.row, row),
            hint: options.hint,
            call: (hot, open) => {
                this.children
                    .begin(hot, open)
                    .catch((error: unknown) => executions.crash(hot, error));
            },
            onCrash: (hot, error) => executions.crash(hot, error)
        });
        this.writer = new Writer({
            journal: store.journal,
            host,
            time,
            logger,
            take: (bytes) => executions.take(bytes),
            stored: (draft) => executions.stored(draft),
            refused: (draft, error) => executions.refused(draft, error),
            fenced: (drafts) => this.onFenced(drafts)
        });
        const ground = { store, host, time, identity };
        this.starts = new Starts({ ...ground, data: options.data, clock: time, executions });
        this.inbox = new Inbox({
            ...ground,
            executions,
            wake: (ids) => this.awakening.wake(ids),
            report: (hot, report) => this.children.toEvent(hot, report)
        });
        this.children = new Children({
            ...ground,
            logger,
            values: options.data.values,
            executions,
            runnable: options.runnable ?? nothingRunnable,
            start: (request) => this.starts.take(request, () => this.mustRun()),
            signal: (request) => this.inbox.deliver(request)
        });
        this.worker = new Worker({
            store: store.workers,
            host,
            time,
            logger,
            onNotice: (notice) => this.hear(notice)
        });
        const { performer } = this;
        const folds = { ...ground, executions, performer, plans, logger };
        const awakening = new Awakening(folds);
        this.awakening = awakening;
        this.sleepers = new Sleepers({
            ...ground,
            awakening,
            mayTake: () => executions.backlog < this.maxBacklog,
            onError: (error) => this.complain("wake", error)
        });
        this.recovery = new Recovery({ ...ground, executions, awakening, logger });
        this.neighbours = new Neighbours(ground);
    }

    /** Registers, takes over, and is ready. */
    async open(): Promise<void> {
        await this.worker.register();
        this.writer.adopt(this.worker.identity);
        const count = await this.recovery.sweep(true);
        if (this.writer.isFenced)
            throw new Error("Another process took over while this one started.");
        if (count > 0) {
            const { logger } = this.options;
            logger.info({ event: "engine.recovered", executions: count }, "Executions taken up");
        }
        this.phase = "ready";
        this.tick = this.options.host.every(TICK_MS, () => this.onTick());
        this.sleepers.begin();
        this.lookInto(null);
    }

    async start(request: StartRequest): Promise<StartReceipt> {
        return this.starts.take(request, () => this.admit());
    }

    async signal(request: SignalRequest): Promise<SignalOutcome> {
        const outcome = await this.inbox.deliver(request);
        if (outcome === null) throw new AppError("NOT_FOUND");
        return outcome;
    }

    async settled(execution_id: string, ms: number): Promise<boolean> {
        const { host, store } = this.options;
        const end = host.monotonic() + ms;
        for (;;) {
            const hot = this.executions.get(execution_id);
            if (hot === undefined) {
                const row = await store.executions.execution(execution_id);
                if (row === null || TERMINAL.has(row.status)) return row !== null;
            }
            const left = end - host.monotonic();
            if (left <= 0) return false;
            await this.leaves(execution_id, Math.min(left, hot === undefined ? LOOK_MS : left));
            if (hot !== undefined && hot.gone && hot.state.ended !== null)
                return hot.flushed_seq === hot.state.seq;
        }
    }

    /** Until it left memory: ended, laid down, or another worker's. One that sleeps comes here first. */
    private leaves(execution_id: string, ms: number): Promise<void> {
        return new Promise((resolve) => {
            const { executions, options } = this;
            let forget = (): void => undefined;
            const done = (): void => {
                timer.cancel();
                forget();
                resolve();
            };
            const timer = options.host.after(ms, done);
            const hot = executions.get(execution_id);
            if (hot === undefined) forget = executions.whenBack(execution_id, done);
            else hot.ended.push(done);
        });
    }

    /** Whether its facts are published here. */
    owns(execution_id: string): boolean {
        return this.executions.get(execution_id) !== undefined;
    }

    /** Asks whoever owns it to tell when there are new facts. */
    watch(execution_id: string): Promise<void> {
        return this.neighbours.watch(execution_id);
    }

    describe(): EngineState {
        const active = this.executions.size;
        if (this.phase !== "ready")
            return { ready: false, reason: `Engine ${this.phase}.`, active };
        if (this.writer.isHealthy) return { ready: true, active };
        return { ready: false, reason: "The journal cannot be written.", active };
    }

    async stop(grace_ms: number): Promise<void> {
        if (this.phase === "stopping") return;
        this.phase = "stopping";
        const { host } = this.options;
        this.tick?.cancel();
        this.reopening?.cancel();
        this.sleepers.end();
        crashPoint("drain_mid");
        await this.quiesce(host.monotonic() + grace_ms);
        const handedBack = this.executions.size;
        const lost = new AppError("SHUTTING_DOWN", RETRY_SOON);
        for (const hot of this.executions.all()) this.executions.drop(hot, lost);
        this.timers.clear();
        // Where the database is away the batch in flight is not waited for.
        await Promise.race([this.writer.idle(), pause(host, LAST_BATCH_MS)]);
        this.writer.close();
        await this.handBack();
        this.worker.leave();
        const { logger } = this.options;
        logger.info({ event: "engine.stopped", handed_back: handedBack }, "Engine stopped");
    }

    /** What was accepted goes on however much there is to do: its calls are not refused. */
    private mustRun(): void {
        if (this.phase === "stopping") throw new AppError("SHUTTING_DOWN", RETRY_SOON);
        if (this.phase === "fenced" || !this.writer.isHealthy)
            throw new AppError("UNAVAILABLE", RETRY_SOON);
    }

    private admit(): void {
        if (this.phase !== "stopping" && this.phase !== "ready")
            throw new AppError("UNAVAILABLE", RETRY_SOON);
        this.mustRun();
        const queued = Math.max(this.executions.backlog, this.starts.size);
        if (queued >= this.maxBacklog) throw new AppError("OVERLOADED", RETRY_SOON);
    }

    private get maxBacklog(): number {
        return this.options.max_backlog ?? MAX_BACKLOG;
    }

    private onStored(hot: Hot, draft: Draft): void {
        if (draft.facts.length > 0) {
            this.options.publish(hot, draft);
            this.neighbours
                .tell(hot.row.id)
                .catch((error: unknown) => this.complain("neighbours", error));
        }
        for (const { inbox_id, outcome } of draft.outcomes) this.inbox.settled(inbox_id, outcome);
        for (const { execution_id } of draft.told) this.pass(execution_id);
    }

    /** Something lies in an execution's inbox, whoever owns it. */
    private pass(execution_id: string): void {
        this.lookInto(execution_id);
        if (this.executions.get(execution_id) !== undefined) return;
        this.options.store.workers
            .notifyOwner({ what: "inbox", execution_id, from: this.worker.identity.id })
            .catch((error: unknown) => this.complain("pass", error));
    }

    private onAsleep(execution_id: string, wake_at: number, isCalled: boolean): void {
        this.sleepers.expect(wake_at);
        if (!isCalled) return;
        this.awakening
            .wake([execution_id])
            .then(() => this.lookInto(execution_id))
            .catch((error: unknown) => this.complain("wake", error));
    }

    private hear({ what, execution_id, from }: Notice): void {
        if (what === "inbox") this.lookInto(execution_id);
        else if (what === "news") this.options.news(execution_id);
        else if (from !== undefined) this.neighbours.watched(execution_id, from);
    }

    /** Nothing of this worker is its own any more. What it did not store, another one does again. */
    private onFenced(drafts: readonly Draft[]): void {
        const { logger } = this.options;
        logger.warn({ event: "engine.fenced" }, "Another process took over; starting anew");
        const lost = new AppError("UNAVAILABLE", RETRY_SOON);
        for (const draft of drafts) for (const tell of draft.lost) tell(lost);
        for (const hot of this.executions.all()) {
            this.executions.drop(hot, lost);
        }
        if (this.phase !== "ready") return;
        this.phase = "fenced";
        this.reopen();
    }

    private reopen(): void {
        this.tick?.cancel();
        this.sleepers.end();
        this.open().catch((error: unknown) => {
            const { logger } = this.options;
            const reason = error instanceof Error ? error.message : String(error);
            logger.warn({ event: "engine.reopen_failed", reason }, "Cannot register yet");
            if (this.phase === "stopping") return;
            this.reopening = this.options.host.after(1_000, () => this.reopen());
        });
    }

    private onTick(): void {
        const now = this.options.host.monotonic();
        this.executions.doze();
        this.writer.flush();
        if (now - this.lastRenew >= RENEW_MS) {
            this.lastRenew = now;
            this.writer.renew();
        }
        this.lookInto(null);
        if (now - this.lastSweep < SWEEP_MS) return;
        this.lastSweep = now;
        this.recovery.sweep(false).catch((error: unknown) => this.complain("sweep", error));
        this.sweeps += 1;
        if (this.sweeps % 6 !== 0) return;
        const { id } = this.worker.identity;
        this.children.sweep(id).catch((error: unknown) => this.complain("orphans", error));
    }

    private lookInto(execution_id: string | null): void {
        this.inbox.look(execution_id).catch((error: unknown) => this.complain("inbox", error));
    }

    private complain(what: string, error: unknown): void {
        const reason = error instanceof Error ? error.message : String(error);
        this.options.logger.warn({ event: `engine.${what}_failed`, reason }, "Will look again");
    }

    /** Until drafts are stored, and what changes the world outside has ended. */
    private async quiesce(end: number): Promise<void> {
        const isBusy = (): boolean =>
            this.executions.backlog > 0 ||
            this.executions.all().some((hot) => hot.in_flight > 0 || isRunning(hot));
        const { host } = this.options;
        while (host.monotonic() < end && isBusy()) await pause(host, 10);
    }

    private async handBack(): Promise<void> {
        try {
            await this.options.store.workers.handBack(this.worker.identity.id);
        } catch (error) {
            // Whoever comes next finds the lease run out and takes over.
            this.complain("hand_back", error);
        }
    }
}

const TERMINAL: ReadonlySet<string> = new Set(["completed", "failed", "cancelled", "timed_out"]);
const RETRY_SOON = { headers: { "retry-after": "1" } } as const;

/** Something outside may be half done. What only reads or computes is simply done again. */
function isRunning(hot: Hot): boolean {
    for (const { run } of hot.open.values()) {
        const effect = run === null ? undefined : hot.plan.nodes[run.open.node]?.effect;
        if (run?.busy === true && (effect === "write" || effect === "unsafe")) return true;
    }
    return false;
}
