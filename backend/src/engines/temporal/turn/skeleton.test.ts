import { delta } from "@flowmaestro/shared/orchestrator/delta.ts";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import { buildPlan } from "@flowmaestro/shared/orchestrator/testing/plan-builder.ts";
import { expect, test } from "vitest";
import { bare } from "./skeleton.ts";

const config = { mode: "times", times: 1, concurrency: 1 };
const drawn = buildPlan("each { read }", {
    nodes: { each: { type: "loop", config }, read: { type: "effect" } }
});

/** As the turn stores them, and as the workflow is told. */
const collected: Fact[] = [
    {
        at: 1,
        kind: "node:completed",
        instance: "each",
        run: "each/collect",
        port: "out",
        output: { json: ["a long output"] },
        started_at: 1,
        ended_at: 1,
        attempts: 1
    }
];

test("a bare fact ends what the whole one ends: a loop's collecting run, too", () => {
    const told = collected.map(bare);
    expect(JSON.stringify(told)).not.toContain("a long output");
    expect(delta(drawn, collected).ended).toEqual(["each/collect"]);
    expect(delta(drawn, told)).toEqual(delta(drawn, collected));
});
