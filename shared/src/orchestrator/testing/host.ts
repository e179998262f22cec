import { delta } from "../delta.ts";
import type { Event, Result } from "../events.ts";
import type { Fact } from "../facts.ts";
import { instances } from "../instances.ts";
import type { Open } from "../open.ts";
import type { Plan } from "../plan.ts";
import { initial, type State } from "../state.ts";
import { status } from "../status.ts";
import { step } from "../step.ts";
import type { Json, Value } from "../values.ts";

/** A host without engine: it keeps the log, the state, and its book of open work by `delta`. */
export interface Host {
    readonly plan: Plan;
    readonly state: State;
    readonly log: Fact[];
    readonly open: Map<string, Open>;
    now: number;
    readonly feed: (event: Event) => Fact[];
}

export function hostOf(plan: Plan): Host {
    const host: Host = {
        plan,
        state: initial(plan),
        log: [],
        open: new Map(),
        now: 1_000_000,
        feed: (event) => {
            const facts = step(plan, host.state, event);
            host.log.push(...facts);
            apply(plan, host.open, facts);
            return facts;
        }
    };
    return host;
}

export function apply(plan: Plan, open: Map<string, Open>, facts: readonly Fact[]): void {
    const { opened, ended } = delta(plan, facts);
    for (const id of ended) open.delete(id);
    for (const each of opened) open.set(each.id, each);
}

export function value(json: Json): Value {
    return { json };
}

/** Says things to a host, one word each; the time goes on by a millisecond with every event. */
export function speak(host: Host) {
    const at = () => (host.now += 1);
    const settle = (id: string, result: Result) => {
        const now = at();
        const times = { attempts: 1, started_at: now - 1, ended_at: now };
        return host.feed({ kind: "settled", at: now, id, result, ...times });
    };
    return {
        start: () => host.feed({ kind: "start", at: at(), trigger: "test", inputs: value({}) }),
        settle,
        done: (id: string, port = "out", output: Json = id) =>
            settle(id, { kind: "done", port, output: value(output) }),
        fail: (id: string, code = "ECHO_FAILED") =>
            settle(id, { kind: "failed", error: failure(code) }),
        turns: (
            id: string,
            turns: number,
            more: { concurrency?: number; collect?: boolean } = {}
        ) =>
            settle(id, {
                kind: "loop",
                turns,
                concurrency: more.concurrency ?? 1,
                on_item_error: more.collect === true ? "collect" : "stop"
            }),
        again: (id: string, again: boolean) =>
            settle(id, { kind: "loop", again, concurrency: 1, on_item_error: "stop" }),
        due: (id: string, time = host.open.get(id)?.deadline ?? 0) => {
            host.now = Math.max(host.now, time);
            return host.feed({ kind: "due", at: host.now, id });
        },
        answer: (id: string, by = "ann", output: Json = "yes", port = "out") =>
            host.feed({
                kind: "answer",
                at: at(),
                id,
                answer: { by, port, output: value(output) }
            }),
        pause: () => host.feed({ kind: "pause", at: at(), by: "ann" }),
        resume: () => host.feed({ kind: "resume", at: at(), by: "ann" }),
        cancel: (reason?: string) => {
            const words = reason === undefined ? {} : { reason };
            return host.feed({ kind: "cancel", at: at(), by: "ann", ...words });
        }
    };
}

export function failure(code: string) {
    return { code, message: `It failed with ${code}.`, is_retryable: false };
}

/** Facts as a story: `completed a true`, `skipped b not_taken`, `execution:completed`. */
export function told(facts: readonly Fact[]): string[] {
    return facts.map(tell);
}

function tell(fact: Fact): string {
    const kind = fact.kind.replace(/^node:/, "");
    switch (fact.kind) {
        case "node:completed":
            return words(kind, fact.instance, (fact.ports ?? [fact.port]).join("+"));
        case "node:failed":
            return words(kind, fact.instance, fact.handled);
        case "node:held":
        case "node:skipped":
        case "node:cancelled":
            return words(kind, fact.instance, fact.reason.code);
        case "execution:failed":
            return kind;
        default:
            return tellScope(kind, fact);
    }
}

function tellScope(kind: string, fact: Fact): string {
    switch (fact.kind) {
        case "scope:failing":
            return words(kind, fact.scope === "" ? "top" : fact.scope, `by ${fact.instance}`);
        case "scope:stopping":
            return words(kind, fact.scope);
        case "scope:checking":
            return words(kind, fact.instance, String(fact.index));
        case "turn:started":
        case "turn:cancelled":
            return words(kind, `${fact.container}[${fact.index}]`);
        case "turn:completed":
            return words(kind, `${fact.container}[${fact.index}]`, fact.error?.code ?? "");
        default:
            return words(kind, "instance" in fact ? (fact.instance ?? "") : "");
    }
}

function words(...all: string[]): string {
    return all.filter((word) => word !== "").join(" ");
}

/** `{ a: "completed", b: "skipped" }`, for all live scopes. */
export function statuses(host: Host): { [instance: string]: string } {
    const all = [...instances(host.plan, host.state)];
    return Object.fromEntries(all.map(({ instance, status: at }) => [instance, at]));
}

export function statusOf(host: Host) {
    return status(host.state);
}
