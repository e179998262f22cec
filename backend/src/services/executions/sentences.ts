import type { Fact, Reason } from "@flowmaestro/shared/orchestrator/facts.ts";
import { indexOf } from "@flowmaestro/shared/orchestrator/plan-index.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { NodeError } from "@flowmaestro/shared/orchestrator/values.ts";

/** What a fact says, for people who read a log. */
export interface Sentence {
    readonly level: "info" | "warn" | "error";
    readonly message: string;
    readonly node_id: string | null;
    readonly instance: string | null;
}

export function sentencesOf(plan: Plan, fact: Fact): Sentence | null {
    const instance = "instance" in fact ? (fact.instance ?? null) : null;
    const node_id = instance === null ? null : instance.slice(instance.lastIndexOf("/") + 1);
    const said = sentence(new Labels(plan), fact);
    return said === null ? null : { ...said, node_id, instance };
}

type Said = Pick<Sentence, "level" | "message">;

function sentence(labels: Labels, fact: Fact): Said | null {
    switch (fact.kind) {
        case "execution:started":
            return info(`Execution started (${fact.trigger}).`);
        case "execution:paused":
            return info("Execution paused.");
        case "execution:resumed":
            return info("Execution resumed.");
        case "execution:waiting":
            return info("Nothing runs now; the execution waits.");
        case "execution:cancelling":
            return warn(`Cancel accepted${said(fact.reason)}. Nothing starts after this.`);
        case "execution:timing_out":
            return error(fact.error.message);
        case "execution:completed":
            return info("Execution completed.");
        case "execution:failed":
            return error(`Execution failed: ${described(fact.error)}`);
        case "execution:cancelled":
            return warn(`Execution cancelled${said(fact.reason)}.`);
        case "execution:timed_out":
            return error("Execution timed out.");
        case "cleanup:started":
            return info("Cleanup started.");
        case "scope:failing":
            return fact.scope === ""
                ? warn(
                      `The failure of ${labels.of(fact.instance)} is not handled: the execution ends.`
                  )
                : warn(`The failure of ${labels.of(fact.instance)} ends the turn ${fact.scope}.`);
        default:
            return nodeSentence(labels, fact);
    }
}

function nodeSentence(labels: Labels, fact: Fact): Said | null {
    switch (fact.kind) {
        case "node:started":
            return info(`${labels.of(fact.instance)} started.`);
        case "node:held":
            return info(
                `${labels.of(fact.instance)} is ready, but held: ${why(labels, fact.reason)}.`
            );
        case "node:completed":
            return info(completed(labels, fact));
        case "node:failed":
            return failed(labels, fact);
        case "node:skipped":
            return info(`${labels.of(fact.instance)} was skipped: ${why(labels, fact.reason)}.`);
        case "node:cancelled":
            return warn(`${labels.of(fact.instance)} was cancelled: ${why(labels, fact.reason)}.`);
        case "node:stopping":
            return warn(
                `${labels.of(fact.instance)} was asked to stop: ${why(labels, fact.reason)}.`
            );
        case "node:waiting":
            return info(`${labels.of(fact.instance)} waits${until(fact.until)}.`);
        case "user:input:required":
            return info(`${labels.of(fact.instance)} asks a question${until(fact.until)}.`);
        case "user:input:warning":
            return warn(
                `${labels.of(fact.instance)} still waits for an answer; its deadline is near.`
            );
        case "user:input:response":
            return info(`${labels.of(fact.instance)} was answered.`);
        case "signal:received":
            return info(`${labels.of(fact.instance)} received its signal.`);
        case "child:opened":
            return info(`${labels.of(fact.instance)} started another workflow.`);
        default:
            return loopSentence(labels, fact);
    }
}

function loopSentence(labels: Labels, fact: Fact): Said | null {
    switch (fact.kind) {
        case "scope:opened":
            return info(`${labels.of(fact.instance)} began${turns(fact.turns)}.`);
        case "scope:checked":
            return info(
                fact.again
                    ? `${labels.of(fact.instance)} goes on with turn ${fact.index + 1}.`
                    : `${labels.of(fact.instance)} is over after ${turnsOf(fact.index)}.`
            );
        case "turn:completed":
            return fact.error === undefined
                ? null
                : warn(
                      `Turn ${fact.index + 1} of ${labels.of(fact.container)} failed: ${described(fact.error)}`
                  );
        case "turn:cancelled":
            return warn(
                `Turn ${fact.index + 1} of ${labels.of(fact.container)} was cancelled: ${why(labels, fact.reason)}.`
            );
        default:
            // The rest is bookkeeping between two sentences.
            return null;
    }
}

function completed(labels: Labels, fact: Extract<Fact, { kind: "node:completed" }>): string {
    const time = duration(fact.ended_at - fact.started_at);
    const ports = fact.ports ?? [fact.port];
    const port = ports[0] === "out" ? "" : ` by ${ports.map((one) => `"${one}"`).join(", ")}`;
    const tries = fact.attempts > 1 ? `, at attempt ${fact.attempts}` : "";
    const reused = fact.reused === true ? " (taken over from the execution before)" : "";
    return `${labels.of(fact.instance)} completed${port} in ${time}${tries}${reused}.`;
}

function failed(labels: Labels, fact: Extract<Fact, { kind: "node:failed" }>): Said {
    const tries = fact.attempts > 1 ? ` after ${fact.attempts} attempts` : "";
    const message = `${labels.of(fact.instance)} failed${tries}: ${described(fact.error)}`;
    if (fact.handled === "fail") return error(message);
    const way = fact.handled === "continue" ? "its default port" : "its error port";
    return warn(`${message} The workflow goes on by ${way}.`);
}

/** The values that decided, in words. */
export function why(labels: Labels, { code, details = {} }: Reason): string {
    switch (code) {
        case "not_taken":
            return notTaken(labels, details["edges"]);
        case "join_short":
            return `it needs ${text(details["needed"])} live paths and only ${text(details["live"])} can still come`;
        case "disabled":
            return "the way to it is disabled";
        case "cap":
            return `${text(details["limit"])} nodes run at once, and that is the limit`;
        case "lock":
            return `${text(details["holder"])} holds ${text(details["lock"])}`;
        case "paused":
            return "the execution is paused";
        case "lost":
            return `${text(details["winner"])} came first`;
        case "scope_failed":
            return `${labels.of(text(details["instance"]))} failed`;
        case "cancelled":
            return "the execution was cancelled";
        case "timed_out":
            return "the time was up";
    }
}

function notTaken(labels: Labels, edges: unknown): string {
    if (!Array.isArray(edges) || edges.length === 0) return "no path leads to it";
    const [first] = edges as readonly { source?: unknown; port?: unknown; took?: unknown }[];
    const source = labels.of(text(first?.source));
    const took = first?.took;
    if (took === undefined || took === null) return `${source} gave nothing to go on with`;
    return `${source} went by "${Array.isArray(took) ? took.join(", ") : text(took)}", not by "${text(first?.port)}"`;
}

class Labels {
    private readonly plan: Plan;

    constructor(plan: Plan) {
        this.plan = plan;
    }

    /** `Classify`, or `Classify (each[3])` for a turn's. */
    of(instance: string): string {
        const slash = instance.lastIndexOf("/");
        const id = instance.slice(slash + 1);
        const label = this.plan.nodes[indexOf(this.plan).byId(id) ?? -1]?.label ?? id;
        return slash < 0 ? `"${label}"` : `"${label}" (${instance.slice(0, slash)})`;
    }
}

function info(message: string): Said {
    return { level: "info", message };
}

function warn(message: string): Said {
    return { level: "warn", message };
}

function error(message: string): Said {
    return { level: "error", message };
}

function described({ code, message }: NodeError): string {
    const end = /[.!?]$/.test(message) ? "" : ".";
    return `${message}${end} (${code})`;
}

function said(reason: string | undefined): string {
    return reason === undefined ? "" : `: ${reason}`;
}

function turns(count: number | undefined): string {
    return count === undefined ? "" : `: ${turnsOf(count)}`;
}

function turnsOf(count: number): string {
    return count === 1 ? "1 turn" : `${count} turns`;
}

function until(ms: number | undefined): string {
    return ms === undefined ? "" : ` until ${new Date(ms).toISOString()}`;
}

function duration(ms: number): string {
    return ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

function text(value: unknown): string {
    return typeof value === "string" || typeof value === "number" ? String(value) : "?";
}
