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
import { RETRY_SOON } from "./admission.ts";
import type { Draft } from "../hosting/draft.ts";
import type { Runnable } from "../hosting/child-calls.ts";
import { pause } from "./host.ts";
import type { Alarm, Host } from "./host.ts";
import type { Hot } from "./hot.ts";
import { assemble } from "./parts.ts";
import type { Parts } from "./parts.ts";
import type { RunHint } from "../hosting/hints.ts";
import type { EngineStore, Notice } from "./store.ts";

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
 * An execution is **hot** (here, owned by this worker's row) from its start, take-over or waking until
 * its terminal fact is stored or it is laid down:
 *
 *     hot ──waits, nothing runs, nothing is due soon──▶ falling: the draft says "nobody's, until …"
 *      ▲                                                   │ stored
 *      └── due, or called: claimed, loaded, folded ◀── asleep: a row (sleepers.ts, awakening.ts)
 *
 * The process is
 *
 *   starting   registers its row, takes over what dead workers left (recovery.ts), then is ready
 *   ready      accepts starts, as many as it can end (admission.ts)
 *   fenced     another process raised its epoch: everything hot is dropped unheard, it registers anew
 *              under another id and takes up what is then its own
 *   stopping   refuses starts, lets runs end that change something, interrupts the others and says so,
 *              stores what there is, hands the rest back (owner null)
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
    /** What calls of other workflows run; without it they fail. */
    readonly runnable?: Runnable;
    /** Executions with work queued or unwritten, above which starts are refused. */
    readonly max_backlog?: number;
}

const TICK_MS = 1_000;
const RENEW_MS = 5_000;
const SWEEP_MS = 5_000;
const LAST_BATCH_MS = 2_000;

type Phase = "starting" | "ready" | "fenced" | "stopping";

export class EmbeddedEngine implements Engine {
    readonly name = "embedded";
    private readonly options: EmbeddedEngineOptions;
    private readonly parts: Parts;
    private phase: Phase = "starting";
    private tick: Alarm | undefined;
    private reopening: Alarm | undefined;
    private lastRenew = 0;
    private lastSweep = 0;
    private sweeps = 0;

    constructor(options: EmbeddedEngineOptions) {
        this.options = options;
        this.parts = assemble(options, {
            stored: (hot, draft) => this.onStored(hot, draft),
            asleep: (id, wake_at, isCalled) => this.onAsleep(id, wake_at, isCalled),
            fenced: (drafts) => this.onFenced(drafts),
            hear: (notice) => this.hear(notice),
            isStopping: () => this.phase === "stopping",
            mustRun: () => this.mustRun(),
            complain: (what, error) => this.complain(what, error)
        });
    }

    /** Registers, takes over, and is ready. */
    async open(): Promise<void> {
        // Not when only the look around failed: what it took up already is this identity's.
        if (this.parts.writer.isFenced) {
            await this.parts.worker.register();
            this.parts.writer.adopt(this.parts.worker.identity);
        }
        const count = await this.parts.recovery.sweep("start");
        if (this.parts.writer.isFenced)
            throw new Error("Another process took over while this one started.");
        if (count > 0) {
            const { logger } = this.options;
            logger.info({ event: "engine.recovered", executions: count }, "Executions taken up");
        }
        this.phase = "ready";
        this.tick = this.options.host.every(TICK_MS, () => this.onTick());
        this.parts.sleepers.begin();
        this.lookInto(null);
    }

    async start(request: StartRequest): Promise<StartReceipt> {
        let leave = (): void => undefined;
        try {
            return await this.parts.starts.take(request, () => {
                leave = this.admit(request.workspace_id);
            });
        } finally {
            leave();
        }
    }

    async signal(request: SignalRequest): Promise<SignalOutcome> {
        const outcome = await this.parts.inbox.deliver(request);
        if (outcome === null) throw new AppError("NOT_FOUND");
        return outcome;
    }

    settled(execution_id: string, ms: number): Promise<boolean> {
        return this.parts.ends.settled(execution_id, ms);
    }

    /** Whether its facts are published here. */
    owns(execution_id: string): boolean {
        return this.parts.executions.get(execution_id) !== undefined;
    }

    describe(): EngineState {
        const active = this.parts.executions.size;
        if (this.phase !== "ready")
            return { ready: false, reason: `Engine ${this.phase}.`, active };
        if (this.parts.writer.isHealthy) return { ready: true, active };
        return { ready: false, reason: "The journal cannot be written.", active };
    }

    async stop(grace_ms: number): Promise<void> {
        if (this.phase === "stopping") return;
        this.phase = "stopping";
        const { host } = this.options;
        this.tick?.cancel();
        this.reopening?.cancel();
        this.parts.sleepers.end();
        crashPoint("drain_mid");
        await this.quiesce(host.monotonic() + grace_ms);
        this.parts.performer.interrupt(this.parts.executions.all());
        // Where the database is away nobody waits for it.
        const last = host.monotonic() + LAST_BATCH_MS;
        await this.quiesce(last);
        const handedBack = this.parts.executions.size;
        const lost = new AppError("SHUTTING_DOWN", RETRY_SOON);
        for (const hot of this.parts.executions.all()) this.parts.executions.drop(hot, lost);
        this.parts.timers.clear();
        const left = Math.max(0, last - host.monotonic());
        await Promise.race([this.parts.writer.idle(), pause(host, left)]);
        this.parts.writer.close();
        await this.handBack();
        this.parts.worker.leave();
        const { logger } = this.options;
        logger.info({ event: "engine.stopped", handed_back: handedBack }, "Engine stopped");
    }

    /** What was accepted goes on however much there is to do: its calls are not refused. */
    private mustRun(): void {
        if (this.phase === "stopping") throw new AppError("SHUTTING_DOWN", RETRY_SOON);
        if (this.phase === "fenced" || !this.parts.writer.isHealthy)
            throw new AppError("UNAVAILABLE", RETRY_SOON);
    }

    private admit(workspace_id: string): () => void {
        if (this.phase !== "stopping" && this.phase !== "ready")
            throw new AppError("UNAVAILABLE", RETRY_SOON);
        this.mustRun();
        return this.parts.admission.enter(workspace_id);
    }

    private onStored(hot: Hot, draft: Draft): void {
        if (draft.facts.length > 0) this.options.publish(hot, draft);
        for (const { inbox_id, outcome } of draft.outcomes)
            this.parts.inbox.settled(inbox_id, outcome);
        for (const { execution_id } of draft.told) this.pass(execution_id);
    }

    /** Something lies in an execution's inbox, whoever owns it. */
    private pass(execution_id: string): void {
        this.lookInto(execution_id);
        if (this.parts.executions.get(execution_id) !== undefined) return;
        this.options.store.workers
            .notifyOwner({ what: "inbox", execution_id, from: this.parts.worker.identity.id })
            .catch((error: unknown) => this.complain("pass", error));
    }

    private onAsleep(execution_id: string, wake_at: number, isCalled: boolean): void {
        this.parts.sleepers.expect(wake_at);
        if (!isCalled) return;
        this.parts.awakening
            .wake([execution_id])
            .then(() => this.lookInto(execution_id))
            .catch((error: unknown) => this.complain("wake", error));
    }

    private hear({ what, execution_id }: Notice): void {
        if (what === "inbox") this.lookInto(execution_id);
        else this.adopt();
    }

    /** Nothing of this worker is its own any more. What it did not store, another one does again. */
    private onFenced(drafts: readonly Draft[]): void {
        const { logger } = this.options;
        logger.warn({ event: "engine.fenced" }, "Another process took over; starting anew");
        const lost = new AppError("UNAVAILABLE", RETRY_SOON);
        this.parts.executions.lost(drafts);
        for (const draft of drafts) for (const tell of draft.lost) tell(lost);
        for (const hot of this.parts.executions.all()) {
            this.parts.executions.drop(hot, lost);
        }
        if (this.phase !== "ready") return;
        this.phase = "fenced";
        this.reopen();
    }

    private reopen(): void {
        this.tick?.cancel();
        this.parts.sleepers.end();
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
        this.parts.executions.doze();
        this.parts.writer.flush();
        if (now - this.lastRenew >= RENEW_MS) {
            this.lastRenew = now;
            this.parts.writer.renew();
        }
        this.lookInto(null);
        if (now - this.lastSweep < SWEEP_MS) return;
        this.lastSweep = now;
        this.sweep();
        this.sweeps += 1;
        if (this.sweeps % 6 !== 0) return;
        const { id } = this.parts.worker.identity;
        this.parts.children.sweep(id).catch((error: unknown) => this.complain("orphans", error));
    }

    private sweep(): void {
        this.parts.recovery.sweep("tick").catch((error: unknown) => this.complain("sweep", error));
    }

    private adopt(): void {
        this.parts.recovery.adopt().catch((error: unknown) => this.complain("adopt", error));
    }

    private lookInto(execution_id: string | null): void {
        this.parts.inbox
            .look(execution_id)
            .catch((error: unknown) => this.complain("inbox", error));
    }

    private complain(what: string, error: unknown): void {
        const reason = error instanceof Error ? error.message : String(error);
        this.options.logger.warn({ event: `engine.${what}_failed`, reason }, "Will look again");
    }

    /** Until drafts are stored, and what changes the world outside has ended. */
    private async quiesce(end: number): Promise<void> {
        const isBusy = (): boolean =>
            this.parts.executions.backlog > 0 ||
            this.parts.executions.all().some((hot) => hot.in_flight > 0 || isRunning(hot));
        const { host } = this.options;
        while (host.monotonic() < end && isBusy()) await pause(host, 10);
    }

    private async handBack(): Promise<void> {
        try {
            await this.options.store.workers.handBack(this.parts.worker.identity.id);
        } catch (error) {
            // Whoever comes next finds the lease run out and takes over.
            this.complain("hand_back", error);
        }
    }
}

/** Something outside may be half done. What only reads or computes is simply done again. */
function isRunning(hot: Hot): boolean {
    for (const { run } of hot.open.values()) {
        const effect = run === null ? undefined : hot.plan.nodes[run.open.node]?.effect;
        if (run?.busy === true && (effect === "write" || effect === "unsafe")) return true;
    }
    return false;
}
