import type { Fact } from "../facts.ts";
import type { Plan } from "../plan.ts";
import { Ledger } from "./ledger.ts";

/**
 * Laws every log keeps, checked from plan and facts alone: neither `step` nor a state is asked. Equal
 * final statuses are blind to time; these are not. Returns what is broken, in words.
 */
export function brokenLaws(plan: Plan, log: readonly Fact[]): string[] {
    const ledger = new Ledger(plan);
    log.forEach((fact, at) => {
        const before = log[at - 1];
        if (before !== undefined && fact.at < before.at) ledger.broken("time goes back", fact);
        if (ledger.terminal !== null) ledger.broken("a fact after the terminal one", fact);
        check(ledger, fact);
        checkClose(ledger, fact);
        ledger.note(fact);
    });
    if (log[0] !== undefined && log[0].kind !== "execution:started") {
        ledger.broken("the first fact is not the start", log[0]);
    }
    if (ledger.terminal !== null) {
        for (const instance of ledger.open)
            ledger.violations.push(`${instance} is open at the end`);
    }
    return ledger.violations;
}

function check(ledger: Ledger, fact: Fact): void {
    switch (fact.kind) {
        case "node:started":
            checkStart(ledger, fact.instance);
            break;
        case "node:held":
            if (!ledger.isReady(fact.instance)) ledger.broken("held before it was ready", fact);
            if (ledger.isClosed(fact.instance)) ledger.broken("held in a closed scope", fact);
            break;
        case "node:skipped":
            checkSkip(ledger, fact);
            break;
        case "node:completed":
        case "node:failed":
        case "node:cancelled":
            if (!ledger.open.has(fact.instance)) ledger.broken("ended what was not open", fact);
            break;
        case "node:waiting":
        case "user:input:required":
        case "scope:opened":
            checkTurned(ledger, fact.instance, fact);
            break;
        case "child:opened":
            checkTurned(ledger, fact.instance, fact);
            if (ledger.paused) ledger.broken("a child in a pause", fact);
            break;
        default:
            checkScope(ledger, fact);
    }
}

function checkTurned(ledger: Ledger, instance: string, fact: Fact): void {
    if (!ledger.running.has(instance)) ledger.broken("turned without running", fact);
    if (ledger.isClosed(instance)) ledger.broken("opened in a closed scope", fact);
}

function checkStart(ledger: Ledger, instance: string): void {
    const say = (what: string) => ledger.violations.push(`${instance}: ${what}`);
    if (!ledger.isReady(instance)) say("started before its join held");
    if (ledger.isLost(instance)) say("started for a join that went ahead without it");
    if (ledger.isClosed(instance)) say("started in a closed scope");
    if (ledger.paused) say("started in a pause");
    if (ledger.open.has(instance) || ledger.ended.has(instance)) say("started twice");
    if (ledger.running.size >= ledger.plan.settings.concurrency) say("started above the cap");
    const { tokens = Infinity } = ledger.plan.settings.budget;
    if (ledger.tokens >= tokens && !ledger.closed.has("")) say("started above the budget");
    const first = ledger.queue[0];
    if (first !== undefined && first !== instance) say(`overtook ${first}`);
    for (const other of ledger.open) {
        const shared = ledger
            .locksOf(other)
            .find((lock) => ledger.locksOf(instance).includes(lock));
        if (shared !== undefined) say(`started beside ${other}, which has its lock ${shared}`);
    }
}

function checkSkip(ledger: Ledger, fact: Extract<Fact, { kind: "node:skipped" }>): void {
    const { instance, reason } = fact;
    if (ledger.open.has(instance) || ledger.ended.has(instance)) {
        ledger.broken("skipped what was started", fact);
    }
    const { join, live, open } = ledger.edgesInto(instance);
    if (reason.code === "not_taken" || reason.code === "disabled") {
        if (open > 0 || live > 0) ledger.broken("skipped although an edge may be live", fact);
    } else if (reason.code === "join_short") {
        if (live + open >= join) ledger.broken("skipped although its join may hold", fact);
    } else if (reason.code === "lost") {
        if (!ledger.isWinner(reason.details?.["winner"])) ledger.broken("lost to nobody", fact);
    } else if (!ledger.held.has(instance) && !ledger.isLane(instance)) {
        ledger.broken("skipped for a reason of what was ready, but was not", fact);
    }
}

function checkTurn(ledger: Ledger, fact: Extract<Fact, { kind: "turn:started" }>): void {
    const loop = ledger.loops.get(fact.container);
    if (loop === undefined) {
        ledger.broken("a turn of what does not loop", fact);
        return;
    }
    if (loop.live.size >= loop.concurrency) ledger.broken("more turns than allowed", fact);
    if (fact.index !== loop.next) ledger.broken("a turn out of order", fact);
    if (ledger.turns >= ledger.plan.settings.budget.turns && !ledger.closed.has("")) {
        ledger.broken("a turn above the budget", fact);
    }
    if (ledger.paused) ledger.broken("a turn in a pause", fact);
    if (ledger.isClosed(fact.container)) ledger.broken("a turn in a closed scope", fact);
    if (loop.stopped) ledger.broken("a turn of a loop that stopped", fact);
}

function checkScope(ledger: Ledger, fact: Fact): void {
    switch (fact.kind) {
        case "turn:started":
            checkTurn(ledger, fact);
            break;
        case "turn:completed":
            if (fact.error === undefined && !ledger.isScopeSettled(fact.container, fact.index)) {
                ledger.broken("a turn over with members unsettled", fact);
            }
            break;
        case "scope:collecting":
            if ((ledger.loops.get(fact.instance)?.live.size ?? 1) > 0) {
                ledger.broken("collected with turns live", fact);
            }
            break;
        default:
            checkEnd(ledger, fact);
    }
}

/** A scope closes once: its first cause is its cause. */
function checkClose(ledger: Ledger, fact: Fact): void {
    const top = fact.kind === "execution:cancelling" || fact.kind === "execution:timing_out";
    const inner = fact.kind === "scope:failing" || fact.kind === "scope:stopping";
    const scope = top ? "" : inner ? fact.scope : null;
    if (scope !== null && ledger.closed.has(scope)) ledger.broken("closed twice", fact);
}

function checkEnd(ledger: Ledger, fact: Fact): void {
    switch (fact.kind) {
        case "execution:completed":
            if (!ledger.isTopSettled()) ledger.broken("completed with members unsettled", fact);
            if (ledger.closed.has("")) ledger.broken("completed although closed", fact);
            break;
        case "execution:failed":
        case "execution:cancelled":
        case "execution:timed_out":
            if (!ledger.closed.has("")) ledger.broken("ended without a cause", fact);
            break;
        default:
    }
}
