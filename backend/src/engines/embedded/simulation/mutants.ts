/**
 * Bugs on purpose. Each is a change of the product's own source while it is loaded; the simulator has
 * to notice it within a few seeds, or it would not notice the same bug made by mistake.
 */
export interface Mutant {
    readonly name: string;
    readonly what: string;
    /** From the repository's root. */
    readonly file: string;
    readonly find: string;
    readonly replace: string;
}

export const ENGINE = "backend/src/engines/embedded";
const HOSTING = "backend/src/engines/hosting";
const CORE = "shared/src/orchestrator";

export const MUTANTS: readonly Mutant[] = [
    {
        name: "no-fence",
        what: "a batch is written whatever became of the worker's row",
        file: `${ENGINE}/simulation/commit.ts`,
        find: "if (worker?.epoch !== batch.worker.epoch || worker.batch !== batch.number - 1)",
        replace: "if (worker === undefined)"
    },
    {
        name: "no-epoch",
        what: "who takes over does not raise the dead one's epoch",
        file: `${ENGINE}/simulation/memory-workers.ts`,
        find: "row.epoch += 1;",
        replace: ""
    },
    {
        name: "unknown-is-stored",
        what: "a batch whose answer was lost counts as stored",
        file: `${ENGINE}/writer.ts`,
        find: "this.trouble(answer.error, tries);",
        replace: "return this.done(number);"
    },
    {
        name: "unknown-is-new",
        what: "a batch whose answer was lost goes out again as the next one",
        file: `${ENGINE}/writer.ts`,
        find: "commit({ worker, number, lease_ms",
        replace: "commit({ worker, number: number + tries, lease_ms"
    },
    {
        name: "ack-before-commit",
        what: "a start is acknowledged before it is on disk",
        file: `${ENGINE}/starts.ts`,
        find: "hot.draft.after.push(() => resolve({ execution_id, started_at }));",
        replace: "resolve({ execution_id, started_at });"
    },
    {
        name: "effect-before-commit",
        what: "an effect leaves before its start is on disk",
        file: `${ENGINE}/performer.ts`,
        find: "hot.draft.after.push(() => {\n                this.lanes",
        replace: "queueMicrotask(() => {\n                this.lanes"
    },
    {
        name: "show-before-commit",
        what: "facts are shown while their batch is in flight",
        file: `${ENGINE}/executions.ts`,
        find: "hot.in_flight += 1;",
        replace: "hot.in_flight += 1; this.options.stored(hot, draft);"
    },
    {
        name: "key-per-attempt",
        what: "the effect key is another one at every attempt",
        file: "backend/src/data-plane/context.ts",
        find: "`fm:${this.#request.execution.id}:${this.instance}`",
        replace: "`fm:${this.#request.execution.id}:${this.instance}#${this.attempt}`"
    },
    {
        name: "retry-permanent",
        what: "errors that are final are tried again",
        file: `${ENGINE}/performer.ts`,
        find: "return error.is_retryable && run.attempt < attempts",
        replace: "return run.attempt < attempts"
    },
    {
        name: "retry-never",
        what: "errors that would pass are not tried again",
        file: `${ENGINE}/performer.ts`,
        find: "return error.is_retryable && run.attempt < attempts",
        replace: "return error.is_retryable && run.attempt < 1"
    },
    {
        name: "attempts-start-over",
        what: "after a crash the attempts are counted from one again",
        file: `${ENGINE}/awakening.ts`,
        find: "attempt: failed + 1,\n            rows",
        replace: "attempt: 1,\n            rows"
    },
    {
        name: "runs-not-resumed",
        what: "what ran when a process died is not run again",
        file: `${ENGINE}/awakening.ts`,
        find: 'if (lost < LOST_IN_A_ROW) performer.resume(hot, open, { ...run, rows }, "now");',
        replace: 'if (lost < LOST_IN_A_ROW) performer.resume(hot, open, { ...run, rows }, "never");'
    },
    {
        name: "interrupted-is-lost",
        what: "what was interrupted by a stop counts as lost",
        file: `${ENGINE}/awakening.ts`,
        find: 'const isKnown = lost > 0 || last?.status === "interrupted";',
        replace: "const isKnown = lost > 0;"
    },
    {
        name: "interrupted-without-a-word",
        what: "a process that stops does not say what it interrupts",
        file: `${ENGINE}/performer.ts`,
        find: 'this.note(hot, run, { status: "interrupted", ...times });',
        replace: ""
    },
    {
        name: "interrupted-is-trusted",
        what: "after it was interrupted, a run begins without being written down",
        file: `${ENGINE}/awakening.ts`,
        find: "else this.again(hot, open, tried, { ...run, suspect: true });",
        replace:
            'else this.again(hot, open, tried, { ...run, suspect: last?.status !== "interrupted" });'
    },
    {
        name: "timers-not-armed-again",
        what: "deadlines are forgotten when another process takes over",
        file: `${ENGINE}/performer.ts`,
        find: "const at = nextDeadline(open, this.options.time.now());",
        replace:
            "const at = hot.flushed_seq > 8 ? undefined : nextDeadline(open, this.options.time.now());"
    },
    {
        name: "timers-early",
        what: "a timer rings a second before its time",
        file: `${ENGINE}/timers.ts`,
        find: "const sleep = Math.min(Math.max(next.at - this.time.now(), 0), LONGEST_SLEEP_MS);",
        replace:
            "const sleep = Math.min(Math.max(next.at - this.time.now() - 1_000, 0), LONGEST_SLEEP_MS);"
    },
    {
        name: "takeover-not-taken-up",
        what: "what is taken over while running stays a row that nobody folds",
        file: `${ENGINE}/recovery.ts`,
        find: "moved > 0 || wasOwing",
        replace: 'when === "start" && (moved > 0 || wasOwing)'
    },
    {
        name: "answer-lost-is-accepted",
        what: "who answers second is told to have won",
        file: `${HOSTING}/settle-outcome.ts`,
        find: 'return { kind: "lost" };',
        replace: 'return { kind: "accepted" };'
    },
    {
        name: "join-at-first-edge",
        what: "a join of all starts at its first live edge",
        file: `${CORE}/readiness.ts`,
        find: "join === 0 ? open === 0 && live > 0 : live >= join",
        replace: "join === 0 ? live > 0 : live >= join"
    },
    {
        name: "join-ignores-dead",
        what: "a join of all waits for edges that are dead",
        file: `${CORE}/readiness.ts`,
        find: "const never = node.join === 0 ? open === 0 : live + open < node.join;",
        replace: "const never = node.join === 0 && open === 0;"
    },
    {
        name: "width-ignored",
        what: "a loop starts all of its turns at once",
        file: `${CORE}/loop.ts`,
        find: "loop.next < turns && loop.live.length < loop.concurrency",
        replace: "loop.next < turns"
    },
    {
        name: "cap-ignored",
        what: "more runs are open than the execution allows",
        file: `${CORE}/admission.ts`,
        find: "d.state.runs < Math.max(1, d.plan.settings.concurrency)",
        replace: "d.state.runs <= Math.max(1, d.plan.settings.concurrency)"
    },
    {
        name: "locks-ignored",
        what: "two runs with a common lock are open together",
        file: `${CORE}/admission.ts`,
        find: 'if (holder === "" || holder === instance) continue;',
        replace: 'if (holder !== "-") continue;'
    },
    {
        name: "late-result-taken",
        what: "an event that was taken is taken once more",
        file: `${ENGINE}/executions.ts`,
        find: "const facts = step(plan, state, notBefore(queued.event, state.at));",
        replace:
            'const facts = step(plan, state, notBefore(queued.event, state.at)); if (queued.event.kind === "settled" && facts.length < 2) facts.push(...facts);'
    },
    {
        name: "sleeps-for-ever",
        what: "a row that sleeps forgets when it has to wake",
        file: `${ENGINE}/falling-asleep.ts`,
        find: "return { wake_at: nextDeadline(hot), snapshot",
        replace: "return { wake_at: Infinity, snapshot"
    },
    {
        name: "child-not-reported",
        what: "a caller is not told that its child has ended",
        file: `${HOSTING}/calls.ts`,
        find: "if (caller === null || !caller.is_awaited) return;",
        replace: "if (caller?.is_awaited !== true || caller.depth > 0) return;"
    },
    {
        name: "child-twice",
        what: "a call that is made again starts another child",
        file: "backend/src/engines/derived-ids.ts",
        find: "return derivedId(execution_id, `child ${instance}`);",
        replace: "return derivedId(execution_id, `child ${instance} ${Math.random()}`);"
    },
    {
        name: "signal-behind-the-batch",
        what: "a row of the inbox is settled without its effect",
        file: `${ENGINE}/inbox.ts`,
        find: "else executions.push(hot, { event, more, inbox_id: id });",
        replace: 'else await this.settle(id, { kind: "accepted" });'
    },
    {
        name: "inbox-taken-once",
        what: "a row of the inbox that memory lost with its execution is not taken again",
        file: `${ENGINE}/inbox.ts`,
        find: "if (hot.taken.has(row.id)) continue;\n                hot.taken.add(row.id);",
        replace:
            "const once = (this.once ??= new Set()); if (once.has(row.id)) continue; once.add(row.id);"
    },
    {
        name: "pause-starts",
        what: "nodes are started while the execution is paused",
        file: `${CORE}/admission.ts`,
        find: "return !d.state.paused && ",
        replace: "return "
    },
    {
        name: "cancel-forgotten",
        what: "a cancel closes nothing",
        file: `${CORE}/outside.ts`,
        find: 'close(d, "", { code: "cancelled", details: { by } }, graceUntil);',
        replace: ""
    },
    {
        name: "row-behind",
        what: "the row is not written when the execution ends",
        file: `${ENGINE}/executions.ts`,
        find: "hot.draft.status = statusRow(now, hot.state.seq, facts.at(-1));",
        replace:
            'hot.draft.status = statusRow(now === "failed" ? "running" : now, hot.state.seq, facts.at(-1));'
    }
];
