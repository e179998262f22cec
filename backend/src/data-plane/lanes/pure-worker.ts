import { parentPort } from "node:worker_threads";
import { catalogue, evaluators } from "@flowmaestro/nodes/catalogue.gen.ts";
import type { NodeResult } from "@flowmaestro/nodes/kit/context.ts";
import type { EvaluateContext } from "@flowmaestro/nodes/kit/evaluate.ts";
import { linearRegex } from "@flowmaestro/shared/workflow/conditions/linear-regex.ts";
import type { PureAnswer, PureJob } from "./pure-pool.ts";

/** The thread behind `PurePool`: one job at a time, from the config's data to the node's answer. */
type AnyEvaluate = { of(config: unknown, context: EvaluateContext): NodeResult }["of"];

const byType: ReadonlyMap<string, AnyEvaluate> = new Map<string, AnyEvaluate>(
    Object.entries(evaluators)
);

function perform({ type, config, ...job }: PureJob): PureAnswer {
    const evaluate = byType.get(type);
    const definition = catalogue.get(type);
    if (evaluate === undefined || definition === undefined) {
        return { ok: false, thrown: `it has nothing to evaluate (${type})` };
    }
    try {
        const context = { ...job, inputs: {}, regex: linearRegex };
        return { ok: true, result: evaluate(definition.config.parse(config), context) };
    } catch (thrown) {
        return { ok: false, thrown: thrown instanceof Error ? thrown.message : String(thrown) };
    }
}

parentPort?.on("message", (job: PureJob) => parentPort?.postMessage(perform(job)));
parentPort?.postMessage({ ok: true, ready: true } satisfies PureAnswer);
