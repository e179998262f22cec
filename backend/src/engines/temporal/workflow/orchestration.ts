import { delta } from "@flowmaestro/shared/orchestrator/delta.ts";
import { evolve } from "@flowmaestro/shared/orchestrator/evolve.ts";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Open } from "@flowmaestro/shared/orchestrator/open.ts";
import { pending } from "@flowmaestro/shared/orchestrator/pending.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import { initial } from "@flowmaestro/shared/orchestrator/state.ts";
import type { State } from "@flowmaestro/shared/orchestrator/state.ts";
import {
    allHandlersFinished,
    condition,
    continueAsNew,
    proxyLocalActivities,
    sleep,
    workflowInfo
} from "@temporalio/workflow";
import type { WorkflowInfo } from "@temporalio/workflow";
import { Causes } from "./causes.ts";
import { close } from "./closing.ts";
import { Inbox } from "./inbox.ts";
import { Net } from "./net.ts";
import { unpack } from "./packed-plan.ts";
import type { PackedPlan } from "./packed-plan.ts";
import { Performing } from "./performing.ts";
import type {
    Limits,
    OrchestratorInput,
    OrchestratorResult,
    Resumed,
    TurnEvent,
    TurnInput,
    TurnOutput
} from "./protocol.ts";
import { Sight } from "./sight.ts";

/** Local, so that a turn is one marker in the history and no task of anybody else's. */
const { turn } = proxyLocalActivities<{ turn(input: TurnInput): Promise<TurnOutput> }>({
    startToCloseTimeout: "2 minutes",
    localRetryThreshold: "10 seconds",
    retry: { initialInterval: 200, backoffCoefficient: 2, maximumInterval: 5_000 }
});

/** What one workflow task may carry in its markers. */
const TASK_BYTES = 262_144;
/** How long a run that is too long waits for what is under way, while there is room for more. */
const PATIENCE_MS = 30_000;
/** Of the 51 200 events and 50 MB that the server allows. */
const MOST_EVENTS = 30_000;
const MOST_BYTES = 25_000_000;
/** The server takes 2 MB; a character may be three bytes. */
const RESUMED_CHARACTERS = 600_000;

/**
 * One run of an execution's workflow: events come in, a turn makes facts of them, the facts are folded
 * and what they opened is performed.
 *
 *     activity ended, timer fired, update, signal, cancel ──▶ queue
 *                                                               │ all that waits
 *          performed: activities, timers, children  ◀── turn ◀──┘
 *                              ▲                         │ facts
 *                              └── net delta ◀── evolve ◀┘
 *
 * Nothing is performed while stored facts of an earlier turn are being read back: what a page opens
 * the next one may end. A run that has grown long starts nothing more, waits for what is under way, and
 * goes on as a new one.
 */
export class Orchestration {
    private readonly input: OrchestratorInput;
    private readonly performing: Performing;
    private readonly inbox: Inbox;
    private readonly sight: Sight;
    private readonly queue: TurnEvent[] = [];
    private readonly net = new Net();
    private readonly causes = new Causes();
    private packed: PackedPlan | null = null;
    private plan: Plan | null = null;
    private state: State | null = null;
    private last: Fact | null = null;
    /** Another turn follows at once. */
    private isOwing = false;
    /** Of what was stored before there is more to come: nobody knows yet what is open. */
    private isReading = false;
    /** The first facts may all be of an earlier run. */
    private isCatchingUp = true;
    /** From where on this run's length counts: reading back does not. */
    private base: Limits = { events: 0, bytes: 0 };
    private isDraining = false;
    private taskBytes = 0;

    constructor(input: OrchestratorInput, info: WorkflowInfo) {
        this.input = input;
        const push = (event: TurnEvent): void => {
            this.queue.push(event);
        };
        this.performing = new Performing({ about: input.about, limits: input.limits, info, push });
        this.sight = new Sight();
        this.inbox = new Inbox({
            push,
            refusal: (delivery) => this.sight.refusal(this.state, delivery)
        });
        const { resumed } = input;
        if (resumed === undefined) push({ kind: "start" });
        else this.resume(resumed);
        // What came in before this run could hear of it is in the inbox, not in a signal.
        this.inbox.open();
    }

    cancel(): void {
        this.queue.push({ kind: "cancel" });
    }

    async drive(): Promise<OrchestratorResult> {
        for (;;) {
            // The SDK keeps a stack for every promise: none is made where nothing is waited for.
            const rest = this.rest();
            if (rest !== null) await rest;
            const going = this.considerGoingOn();
            if (going !== null) await going;
            if (!this.isOwing && this.queue.length === 0) continue;
            const answer = await this.turn();
            const { plan, state } = this.fold(answer);
            if (!this.isReading) this.perform(plan, state, answer.names_waits === true);
            this.inbox.tell(answer.outcomes);
            if (state.ended !== null && !this.isReading) return this.close(plan, state.ended);
        }
    }

    private rest(): Promise<void> | null {
        if (this.taskBytes > TASK_BYTES) return this.breathe();
        if (this.isOwing || this.queue.length > 0) return null;
        this.taskBytes = 0;
        return condition(
            () => this.queue.length > 0 || (this.isDraining && this.performing.isIdle)
        );
    }

    /** A timer ends the workflow task: the next one's markers have room again. */
    private async breathe(): Promise<void> {
        this.taskBytes = 0;
        await sleep(1);
        await this.rest();
    }

    private turn(): Promise<TurnOutput> {
        const { execution_id, workspace_id, app_url } = this.input.about;
        return turn({
            execution_id,
            workspace_id,
            first_seq: (this.state?.seq ?? 0) + 1,
            events: [...this.queue],
            app_url,
            is_opening: this.state === null
        });
    }

    private fold(answer: TurnOutput): { readonly plan: Plan; readonly state: State } {
        if (this.plan === null || this.state === null) {
            if (answer.plan === undefined) throw new Error("The first turn brought no plan.");
            this.packed = answer.plan;
            this.plan = unpack(answer.plan);
            this.state = initial(this.plan);
        }
        const { plan, state } = this;
        for (const fact of answer.facts) evolve(plan, state, fact);
        this.causes.note(answer.facts);
        this.last = answer.facts.at(-1) ?? this.last;
        this.net.add(delta(plan, answer.facts));
        this.taskBytes += answer.bytes;
        this.queue.splice(0, answer.taken);
        this.performing.know(answer);
        // What was read back tells nothing of light work that is open: only a turn does.
        this.isOwing = answer.more || answer.adopted;
        this.isReading = answer.adopted && answer.more;
        if (this.isCatchingUp && !this.isReading) {
            this.isCatchingUp = false;
            if (answer.adopted) this.base = lengthNow();
        }
        return { plan, state };
    }

    private perform(plan: Plan, state: State, namesWaits: boolean): void {
        const { opened, ended } = this.net.take();
        this.sight.apply(opened, ended);
        this.performing.apply(plan, { opened, ended });
        this.show(plan, state, namesWaits);
    }

    private show(plan: Plan, state: State, namesWaits: boolean): void {
        const { last, performing, input } = this;
        this.sight.show(plan, state, {
            last,
            place: this.place(plan),
            namesWaits,
            called: (id) => performing.called(id),
            app_url: input.about.app_url
        });
    }

    /** Of what failed it. */
    private place(plan: Plan): string {
        return this.last?.kind === "execution:failed" ? this.causes.of(plan, this.last) : "";
    }

    private resume({ plan: packed, state, children, wake_at }: Resumed): void {
        const plan = unpack(packed);
        this.packed = packed;
        this.plan = plan;
        this.state = state;
        const opened: Open[] = pending(plan, state);
        this.sight.apply(opened, []);
        this.performing.resume(plan, state, { opened, children, wake_at });
        this.show(plan, state, false);
        // Light runs are performed by turns, and rows may lie in the inbox.
        this.queue.push({ kind: "look" });
    }

    private async close(
        plan: Plan,
        ended: NonNullable<State["ended"]>
    ): Promise<OrchestratorResult> {
        this.performing.end();
        this.inbox.close(ended);
        await condition(allHandlersFinished);
        return close(ended, { last: this.last, plan, place: this.place(plan) });
    }

    /**
     * Long histories are slow to replay, and the server ends those that are far too long. A run that is
     * too long starts nothing more and waits for what is under way; what takes long must not hold up
     * the rest, so it gives that up after a while and tries again later, as long as there is room.
     */
    private considerGoingOn(): Promise<void> | null {
        const { plan, packed, state, performing } = this;
        if (plan === null || packed === null || state === null || this.isReading) return null;
        if (!this.isDraining && this.isLong()) {
            this.isDraining = true;
            const { patience_ms = PATIENCE_MS } = this.input.limits;
            performing.drain(this.hasRoom() ? patience_ms : null, () => {
                this.isDraining = false;
                this.base = lengthNow();
                performing.undrain(plan);
            });
        }
        const isReady = this.isDraining && performing.isIdle && this.queue.length === 0;
        return isReady ? this.goOn(packed, state) : null;
    }

    private isLong(): boolean {
        const { events, bytes } = this.input.limits;
        const now = lengthNow();
        return (
            now.events - this.base.events >= events ||
            now.bytes - this.base.bytes >= bytes ||
            (this.base.events === 0 && workflowInfo().continueAsNewSuggested)
        );
    }

    private hasRoom(): boolean {
        const { events, bytes } = lengthNow();
        return events < MOST_EVENTS && bytes < MOST_BYTES;
    }

    private async goOn(plan: PackedPlan, state: State): Promise<void> {
        this.inbox.handBack();
        await condition(allHandlersFinished);
        const { about, limits } = this.input;
        const { children, wake_at } = this.performing;
        const resumed = { plan, state, children, wake_at };
        // What no payload holds is in the log: the next run reads it back, as after a reset.
        const isLarge = JSON.stringify(resumed).length > RESUMED_CHARACTERS;
        await continueAsNew<(input: OrchestratorInput) => Promise<OrchestratorResult>>({
            about,
            limits,
            ...(isLarge ? {} : { resumed })
        });
    }
}

function lengthNow(): Limits {
    const { historyLength, historySize } = workflowInfo();
    return { events: historyLength, bytes: historySize };
}
