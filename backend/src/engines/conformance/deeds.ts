import { catalogue } from "@flowmaestro/nodes/catalogue.gen.ts";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import { parseId } from "@flowmaestro/shared/orchestrator/instance.ts";
import { pending } from "@flowmaestro/shared/orchestrator/pending.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import { indexOf } from "@flowmaestro/shared/orchestrator/plan-index.ts";
import type { Json, JsonObject, Value } from "@flowmaestro/shared/orchestrator/values.ts";
import { isObject } from "@flowmaestro/shared/schema/json.ts";
import { requestOf } from "../../data-plane/question.ts";
import { foldInstances } from "../../services/executions/instance-table.ts";
import type { Delivery, Signal } from "../engine.ts";
import type { Deed, Scenario } from "./scenario.ts";

const BY = "tester";

export interface Deeds {
    /** The signal to send now that these are the facts; null where it is not time yet. */
    readonly next: (facts: readonly Fact[]) => Promise<Signal> | null;
}

/** What a scenario does from outside, read by the node's own definition as a service does it. */
export function deedsOf(
    plan: Plan,
    { acts = [] }: Pick<Scenario, "acts">,
    read: (value: Value) => Json | Promise<Json>
): Deeds {
    let done = 0;
    return {
        next: (facts) => {
            const act = acts[done];
            if (act === undefined || !act.when(facts)) return null;
            done += 1;
            return signalOf(plan, act.deed, facts, read);
        }
    };
}

async function signalOf(
    plan: Plan,
    deed: Deed,
    facts: readonly Fact[],
    read: (value: Value) => Json | Promise<Json>
): Promise<Signal> {
    switch (deed.kind) {
        case "answer": {
            const asked = facts.findLast(
                (fact) => fact.kind === "user:input:required" && fact.instance === deed.instance
            );
            const request = asked?.kind === "user:input:required" ? asked.request : {};
            const question = await read(requestOf(request));
            const given = isObject(question) ? question : {};
            return { kind: "answer", ...answerTo(plan, deed.instance, given, deed.response) };
        }
        case "signal": {
            const { state } = foldInstances(plan, facts);
            const waits = pending(plan, state).filter(
                (open) => open.kind === "wait" && open.event === deed.name
            );
            return {
                kind: "signal",
                name: deed.name,
                answers: waits.map(({ id }) => answerTo(plan, id, { event: deed.name }, deed.data))
            };
        }
        default:
            return { kind: deed.kind, by: BY };
    }
}

function answerTo(plan: Plan, id: string, request: JsonObject, response: Json): Delivery {
    const { instance } = parseId(id);
    const node = plan.nodes[indexOf(plan).byId(instance.split("/").at(-1) ?? "") ?? -1];
    const type = catalogue.get(node?.type ?? "");
    const answer = type?.answer?.(request, { response, by: BY, at: Date.now() });
    if (answer?.ok !== true) throw new Error(`${id} refuses ${JSON.stringify(response)}.`);
    return { id, answer: { port: answer.port, output: { json: answer.output }, by: BY } };
}
