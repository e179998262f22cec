import { evolve } from "@flowmaestro/shared/orchestrator/evolve.ts";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import { parseId } from "@flowmaestro/shared/orchestrator/instance.ts";
import { initial } from "@flowmaestro/shared/orchestrator/state.ts";
import { status } from "@flowmaestro/shared/orchestrator/status.ts";
import { brokenLaws } from "@flowmaestro/shared/orchestrator/testing/laws.ts";
import { interpret } from "@flowmaestro/shared/orchestrator/testing/reference.ts";
import { childId } from "../../derived-ids.ts";
import { outcomeSchema, signalSchema } from "../../hosting/inbox-payload.ts";
import type { Told } from "./people.ts";
import type { Program } from "./program.ts";
import type { Sink } from "./sink.ts";
import type { ExecutionEntry, InboxEntry, Tables } from "./tables.ts";

/**
 * What breaks. `stops`: processes are asked to end, and nothing else happens. `deaths`: some die, too.
 * Then it is known to the last attempt what has to be written down.
 */
export type Mood = "any" | "stops" | "deaths";

/** What has to be true when all is over, from what was stored, delivered and told alone. */
export interface Evidence {
    readonly tables: Tables;
    readonly sink: Sink;
    readonly programs: readonly Program[];
    readonly started: ReadonlySet<string>;
    readonly told: readonly Told[];
    /** Times the outside may see an effect again: crashes, takeovers, answers that got lost. */
    readonly faults: number;
    readonly mood: Mood;
}

export function violations(evidence: Evidence): string[] {
    const found: string[] = [];
    for (const program of evidence.programs) {
        const say = (what: string): void => void found.push(`${program.execution_id}: ${what}`);
        const entry = evidence.tables.executions.get(program.execution_id);
        if (entry === undefined) {
            if (evidence.started.has(program.execution_id)) say("acknowledged, and lost");
            else if (isCalled(program)) checkUncalled(evidence.tables, program, say);
            else if (program.unstorable === null) say("could not be started, though all was calm");
            continue;
        }
        const log = evidence.tables.logOf(program.execution_id);
        checkLog(program, entry, log, say);
        checkEffects(evidence, program, log, say);
        checkCutOff(evidence, program, say);
        checkTold(evidence.told, program, log, say);
        if (program.isForetold && !isUnlucky(evidence.tables, program.execution_id))
            checkFates(program, log, say);
    }
    const { tables } = evidence;
    return [...found, ...checkCalls(tables), ...checkInbox(tables), ...tables.trespasses];
}

function isCalled({ plan_hash }: Program): boolean {
    return plan_hash.startsWith("plan-call-");
}

type Say = (what: string) => void;
type NodeFailed = Extract<Fact, { readonly kind: "node:failed" }>;

/**
 * Light nodes run ahead of the disk, so a call may have begun that was never stored. Only where its
 * caller let go of it before: whoever is waited for has to be there.
 */
function checkUncalled(tables: Tables, { execution_id }: Program, say: Say): void {
    for (const caller of tables.executions.keys()) {
        const log = tables.logOf(caller);
        const call = log.find(
            (fact) =>
                fact.kind === "child:opened" && childId(caller, fact.instance) === execution_id
        );
        if (call?.kind !== "child:opened") continue;
        const isLetGo = log.some(
            (fact) => fact.kind === "node:cancelled" && fact.instance === call.instance
        );
        if (!isLetGo && forceOn(log) === null) say("is waited for, and was never stored");
        return;
    }
    say("began, and nobody has called it");
}

function checkLog(program: Program, entry: ExecutionEntry, log: readonly Fact[], say: Say): void {
    let next = 1;
    for (const { seq, texts } of [...entry.log].sort((a, b) => a.seq - b.seq)) {
        if (seq !== next) say(`the log goes on at ${seq}, not at ${next}`);
        next = seq + texts.length;
    }
    const state = initial(program.plan);
    for (const fact of log) evolve(program.plan, state, fact);
    if (state.ended === null) say(`has not ended: ${status(state)}, ${log.length} facts`);
    else if (entry.row.status !== state.ended)
        say(`its row says ${entry.row.status}, its log ${state.ended}`);
    // What the host ended by force is outside of the core's laws.
    const force = forceOn(log);
    if (force === "STORAGE_REJECTED" ? program.unstorable === null : force !== null)
        say(`was ended by force: ${String(force)}`);
    if (force === null) for (const law of brokenLaws(program.plan, log)) say(law);
    checkTimes(log, say);
    checkCancel(log, say);
}

const FORCED: ReadonlySet<string> = new Set(["STORAGE_REJECTED", "INTERNAL_ERROR"]);

/** Why the host ended it from outside of the core, where it did. */
function forceOn(log: readonly Fact[]): string | null {
    const last = log.at(-1);
    return last?.kind === "execution:failed" && FORCED.has(last.error.code)
        ? last.error.code
        : null;
}

/** Nothing that waits for a time alone ends before it. */
function checkTimes(log: readonly Fact[], say: Say): void {
    const until = new Map<string, number>();
    for (const fact of log) {
        if (fact.kind === "node:waiting" && fact.until !== undefined && fact.event === undefined)
            until.set(fact.instance, fact.until);
        if (fact.kind !== "node:completed") continue;
        const due = until.get(fact.instance);
        if (due !== undefined && fact.at < due)
            say(`${fact.instance} is ${due - fact.at} ms early`);
        if (fact.attempts < 1) say(`${fact.instance} has no attempt`);
    }
}

/** What waited when it was cancelled ended with that: no answer, no timer and no child ends it later. */
function checkCancel(log: readonly Fact[], say: Say): void {
    const cancelled = log.findIndex(({ kind }) => kind === "execution:cancelling");
    if (cancelled < 0) return;
    const waiting = new Set<string>();
    log.forEach((fact, at) => {
        if (at < cancelled && WAITS.has(fact.kind) && "instance" in fact)
            waiting.add(String(fact.instance));
        if (fact.kind === "node:cancelled") waiting.delete(fact.instance);
        if (fact.kind !== "node:completed" && fact.kind !== "node:failed") return;
        if (waiting.delete(fact.instance) && at > cancelled)
            say(`${fact.instance} waited on after the cancel`);
    });
}

const WAITS: ReadonlySet<string> = new Set(["node:waiting", "user:input:required", "child:opened"]);

function checkEffects(evidence: Evidence, program: Program, log: readonly Fact[], say: Say): void {
    const { sink, faults } = evidence;
    const prefix = `fm:${program.execution_id}:`;
    const started = new Set(
        log.flatMap((fact) => (fact.kind === "node:started" ? fact.instance : []))
    );
    const seen = new Map([...sink.deliveries].filter(([key]) => key.startsWith(prefix)));
    for (const [key, deliveries] of seen) {
        const instance = key.slice(prefix.length);
        if (!started.has(instance)) say(`${key} was sent and is not in the log`);
        const once = 1 + program.flaky(instance);
        if (deliveries.length > once + faults)
            say(`${key} was delivered ${deliveries.length} times over ${faults} faults`);
        if (new Set(deliveries.map(({ payload }) => payload)).size > 1) say(`${key} changed`);
    }
    for (const fact of log) {
        if (isPoison(fact)) checkPoison(evidence.tables, program, { fact, log }, say);
        if (fact.kind !== "node:completed") continue;
        const node = nodeOf(program, fact.instance);
        if (node?.lane !== "io" || node.body !== null) continue;
        if (program.way(fact.instance) === "call") continue;
        if (!seen.has(prefix + fact.instance)) say(`${fact.instance} completed without its effect`);
        const failed = failedAttempts(evidence.tables, program, fact.instance);
        if (fact.attempts !== failed + 1)
            say(`${fact.instance} says ${fact.attempts} attempts, ${failed} of them failed`);
        if (fact.attempts > node.retry.attempts) say(`${fact.instance} was tried too often`);
    }
}

function checkPoison(
    tables: Tables,
    { execution_id }: Program,
    { fact, log }: { readonly fact: NodeFailed; readonly log: readonly Fact[] },
    say: Say
): void {
    if (isPassedOn(fact, log)) return;
    const tried = [...(tables.executions.get(execution_id)?.attempts.values() ?? [])]
        // Of a container, one of its boundaries may be what was lost.
        .filter(({ instance }) => parseId(instance).instance === fact.instance)
        .sort((a, b) => a.attempt - b.attempt);
    const isLost = [...Map.groupBy(tried, ({ instance }) => instance).values()].some(
        (rows) => rows.length >= 5 && rows.slice(-5).every(({ status }) => status === "lost")
    );
    if (!isLost) say(`${fact.instance} was given up before it was lost five times`);
}

/**
 * Where processes only stop, nothing is lost; where some die, each attempt that reached the outside is
 * a row, but for the last one, which the fact tells of.
 */
function checkCutOff({ tables, sink, mood }: Evidence, { execution_id }: Program, say: Say): void {
    if (mood === "any") return;
    const attempts = [...(tables.executions.get(execution_id)?.attempts.values() ?? [])];
    for (const { instance, status } of attempts)
        if (status === "lost" && mood === "stops") say(`${instance} is lost, and nobody died`);
    const prefix = `fm:${execution_id}:`;
    for (const [key, { length }] of sink.deliveries) {
        if (!key.startsWith(prefix)) continue;
        const cut = attempts.filter(
            ({ instance, status, next_at }) =>
                prefix + instance === key &&
                (status === "lost" || status === "interrupted" || next_at !== null)
        );
        if (length > cut.length + 1) say(`${key} left ${length} times, ${cut.length} written down`);
    }
}

function failedAttempts(tables: Tables, { execution_id }: Program, instance: string): number {
    const rows = [...(tables.executions.get(execution_id)?.attempts.values() ?? [])];
    return rows.filter((row) => row.instance === instance && row.status === "failed").length;
}

/** A call is one child, however often it is made. */
function checkCalls(tables: Tables): string[] {
    const seen = new Set<string>();
    return [...tables.executions.values()].flatMap(({ row }) => {
        const { caller } = row.origin;
        if (caller === null) return [];
        const call = `${caller.execution_id}:${caller.instance}`;
        if (seen.has(call)) return [`${call} called twice`];
        seen.add(call);
        return [];
    });
}

/** Whatever came in is settled in the end, and of several answers the one that came first has won. */
function checkInbox(tables: Tables): string[] {
    const first = new Map<string, InboxEntry>();
    const found: string[] = [];
    for (const row of tables.inbox.values()) {
        const { execution_id, dedupe_key, outcome } = row;
        const about = `${execution_id}: ${dedupe_key}`;
        if (outcome === null) found.push(`${about} was never settled`);
        const instance = answeredBy(row);
        if (instance === null) continue;
        const before = first.get(`${execution_id}:${instance}`);
        if (before === undefined) first.set(`${execution_id}:${instance}`, row);
        else if (isAccepted(row)) found.push(`${about} won, and ${before.dedupe_key} came first`);
    }
    return found;
}

function answeredBy({ payload }: InboxEntry): string | null {
    const signal = signalSchema.safeParse(payload).data;
    return signal?.kind === "answer" ? signal.id : null;
}

function isAccepted({ outcome }: InboxEntry): boolean {
    return outcomeSchema.safeParse(outcome).data?.kind === "accepted";
}

function nodeOf(program: Program, instance: string) {
    const id = instance.slice(instance.lastIndexOf("/") + 1);
    return program.plan.nodes.find((node) => node.id === id);
}

/** One answer wins, and who was told so is who won; a cancel that was accepted is in the log. */
function checkTold(told: readonly Told[], program: Program, log: readonly Fact[], say: Say): void {
    const winners = new Map<string, string>();
    const voices = new Set<string>();
    for (const fact of log) {
        if (fact.kind === "user:input:response" || fact.kind === "signal:received") {
            if (winners.has(fact.instance)) say(`${fact.instance} was answered twice`);
            winners.set(fact.instance, fact.by);
        }
        if ("by" in fact) voices.add(fact.by);
    }
    for (const each of told) {
        if (each.execution_id !== program.execution_id || each.outcome !== "accepted") continue;
        if (each.kind === "answer" && winners.get(each.id) !== each.by)
            say(`${each.by} was told to have won ${each.id}`);
        if (each.kind !== "answer" && !voices.has(each.by))
            say(`${each.by}'s ${each.kind} is lost`);
    }
}

/** Bad luck that the reference knows nothing of: who ran it ended five times in a row. */
function isPoison(fact: Fact): fact is NodeFailed {
    return fact.kind === "node:failed" && fact.error.code === "POISON";
}

/** It happened in what it called, or in one of its turns: there it is looked at. */
function isPassedOn(fact: NodeFailed, log: readonly Fact[]): boolean {
    if (fact.error.details?.["child_execution_id"] !== undefined) return true;
    const within = `${fact.instance}[`;
    return log.some((other) => isPoison(other) && other.instance.startsWith(within));
}

/** Bad luck here, or in what it called. */
function isUnlucky(tables: Tables, execution_id: string): boolean {
    return tables
        .logOf(execution_id)
        .some(
            (fact) =>
                isPoison(fact) ||
                (fact.kind === "child:opened" &&
                    isUnlucky(tables, childId(execution_id, fact.instance)))
        );
}

/** Without a cancel, time decides nothing but what a failing scope still reaches. */
function checkFates(program: Program, log: readonly Fact[], say: Say): void {
    if (log.some((fact) => fact.kind === "execution:cancelling")) return;
    const { fates, failing, culprits } = interpret(program.plan, program.answer);
    const last = log.at(-1);
    const expected = failing.has("") ? "execution:failed" : "execution:completed";
    if (last?.kind !== expected) {
        say(`ended ${String(last?.kind)}, not ${expected}`);
        return;
    }
    if (last.kind === "execution:failed") {
        if (!culprits.has(last.instance ?? "")) say(`blames ${String(last.instance)}`);
        return;
    }
    const actual = fatesIn(log);
    const isOpen = (instance: string): boolean =>
        scopesOf(instance).every((scope) => {
            const container = scope.slice(0, scope.lastIndexOf("["));
            return !failing.has(scope) && fates.get(container) === "completed";
        });
    for (const [instance, fate] of fates) {
        if (isOpen(instance) && actual.get(instance) !== fate)
            say(`${instance} is ${String(actual.get(instance))}, not ${fate}`);
    }
    for (const instance of actual.keys()) {
        if (isOpen(instance) && !fates.has(instance))
            say(`${instance} should not have been reached`);
    }
}

function fatesIn(log: readonly Fact[]): Map<string, string> {
    const fates = new Map<string, string>();
    for (const fact of log) {
        if (fact.kind === "node:completed") fates.set(fact.instance, "completed");
        if (fact.kind === "node:failed") fates.set(fact.instance, "failed");
        if (fact.kind === "node:skipped") fates.set(fact.instance, "skipped");
    }
    return fates;
}

/** `a[1]/b[2]/c` → `a[1]`, `a[1]/b[2]` */
function scopesOf(instance: string): string[] {
    const parts = instance.split("/").slice(0, -1);
    return parts.map((_, at) => parts.slice(0, at + 1).join("/"));
}
