import { Admission } from "./admission.ts";
import { Awakening } from "./awakening.ts";
import { ChildCalls, nothingRunnable } from "../hosting/child-calls.ts";
import { Children } from "./children.ts";
import type { Draft } from "../hosting/draft.ts";
import type { EmbeddedEngineOptions } from "./embedded-engine.ts";
import { Ends } from "./ends.ts";
import { Executions } from "./executions.ts";
import type { Hot } from "./hot.ts";
import { Inbox } from "./inbox.ts";
import { Performer } from "./performer.ts";
import { Recovery } from "./recovery.ts";
import { Sleepers } from "./sleepers.ts";
import { Starts } from "./starts.ts";
import type { Identity, Notice } from "./store.ts";
import { Timers } from "./timers.ts";
import { Worker } from "./worker.ts";
import { Writer } from "./writer.ts";

/** What the engine is made of. They need each other, so each gets what it needs of the others as a call. */
export interface Parts extends Core {
    readonly worker: Worker;
    readonly inbox: Inbox;
    readonly starts: Starts;
    readonly children: Children;
    readonly awakening: Awakening;
    readonly sleepers: Sleepers;
    readonly recovery: Recovery;
    readonly admission: Admission;
}

interface Core {
    readonly timers: Timers;
    readonly executions: Executions;
    readonly performer: Performer;
    readonly writer: Writer;
    readonly ends: Ends;
}

/** What the engine as a whole does when one of its parts has news. */
export interface Hooks {
    readonly stored: (hot: Hot, draft: Draft) => void;
    readonly asleep: (execution_id: string, wake_at: number, isCalled: boolean) => void;
    readonly fenced: (drafts: readonly Draft[]) => void;
    readonly hear: (notice: Notice) => void;
    readonly isStopping: () => boolean;
    /** Throws where nothing new may begin. */
    readonly mustRun: () => void;
    readonly complain: (what: string, error: unknown) => void;
}

export function assemble(options: EmbeddedEngineOptions, hooks: Hooks): Parts {
    const { store, host, logger, clock: time, data } = options;
    const core = assembleCore(options, hooks, () => children);
    const { executions, performer } = core;
    const identity = (): Identity => worker.identity;
    const ground = { store, host, time, logger, identity };
    const { hear: onNotice, mustRun, complain } = hooks;
    const worker = new Worker({ ...ground, store: store.workers, onNotice });
    const starts = new Starts({ ...ground, data, clock: time, executions });
    const inbox = new Inbox({
        ...ground,
        executions,
        wake: (ids) => awakening.wake(ids),
        report: (hot, report) => calls.toEvent(hot, report)
    });
    const calls = new ChildCalls({
        executions: store.executions,
        time,
        values: data.values,
        runnable: options.runnable ?? nothingRunnable
    });
    const children = new Children({
        ...ground,
        calls,
        executions,
        start: (request) => starts.take(request, mustRun),
        signal: (request) => inbox.deliver(request)
    });
    const awakening = new Awakening({
        ...ground,
        executions,
        performer,
        plans: data.plans,
        isOver: () => core.writer.isFenced || hooks.isStopping()
    });
    const admission = new Admission({
        host,
        backlog: () => executions.backlog,
        lag: () => core.writer.lag,
        activeOf: (workspace_id) => executions.activeOf(workspace_id),
        max_backlog: options.max_backlog
    });
    const sleepers = new Sleepers({
        ...ground,
        awakening,
        mayTake: () => admission.hasRoom,
        onError: (error) => complain("wake", error)
    });
    const recovery = new Recovery({ ...ground, executions, awakening });
    const outside = { worker, inbox, starts, children, awakening, sleepers, recovery };
    return { ...core, ...outside, admission };
}

/** From an event to the disk and out. */
function assembleCore(
    options: EmbeddedEngineOptions,
    hooks: Hooks,
    children: () => Children
): Core {
    const { store, host, logger, clock: time, data } = options;
    const timers = new Timers(time, host);
    const ends = new Ends({ store, host, executions: () => executions });
    const executions = new Executions({
        host,
        time,
        logger,
        performer: () => performer,
        flush: () => writer.flush(),
        stored: hooks.stored,
        added: (hot) => ends.came(hot),
        asleep: hooks.asleep
    });
    const onCrash = (hot: Hot, error: unknown): void => executions.crash(hot, error);
    const performer = new Performer({
        runner: data.runner,
        timers,
        time,
        push: (hot, event) => executions.push(hot, { event }),
        dirty: (hot) => executions.touch(hot),
        reuse: { store, values: data.values },
        storeValue: (hot, row) => store.executions.writeValue(hot.row, row),
        hint: options.hint,
        call: (hot, open) => {
            children()
                .begin(hot, open)
                .catch((error: unknown) => onCrash(hot, error));
        },
        onCrash
    });
    const writer = new Writer({
        journal: store.journal,
        host,
        time,
        logger,
        take: (bytes) => executions.take(bytes),
        stored: (draft) => executions.stored(draft),
        refused: (draft, error) => executions.refused(draft, error),
        fenced: hooks.fenced
    });
    return { timers, executions, performer, writer, ends };
}
