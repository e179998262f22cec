import { SearchAttributeType, defineSearchAttributeKey } from "@temporalio/common";
import { afterAll, describe, expect, it } from "vitest";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import { testDatabase } from "../../../test/database.ts";
import { testTemporal } from "../../../test/temporal.ts";
import { childId } from "../derived-ids.ts";
import { historyOf } from "./histories/kept.ts";
import { openLab, present } from "./testing/lab.ts";
import type { Lab } from "./testing/lab.ts";
import { asks, calls, effect, fails, light, plan, times, waits } from "./testing/plans.ts";

/** What an operator's list says of executions that wait. */
const database = await testDatabase();
const env = await testTemporal();
const opened = env === null ? null : await openLab(database, env);
afterAll(() => opened?.stop());

const lab = (): Lab => present(opened);

const SOON = { timeout: 20_000, interval: 100 };

async function attribute(id: string, name: "FmNode" | "FmStatus"): Promise<string | undefined> {
    const described = await lab().client.workflow.getHandle(id).describe();
    const key = defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);
    return described.typedSearchAttributes.get(key);
}

async function answer(id: string, instance: string): Promise<void> {
    const given = { port: "out", output: { json: 1 }, by: "somebody" };
    const outcome = await lab().signal(id, { kind: "answer", id: instance, answer: given });
    expect(outcome.kind).toBe("accepted");
}

async function upserts(id: string): Promise<number> {
    const [run] = await lab().histories(id);
    const { events } = historyOf(run?.json ?? "{}");
    return (events ?? []).filter(
        (event) => (event.upsertWorkflowSearchAttributesEventAttributes ?? null) !== null
    ).length;
}

describe("of a failure inside of loops", { timeout: 60_000 }, () => {
    it("the node is named, with its turns, in the list and in what the workflow says", async () => {
        const of = plan("region { shop { l -> check } }", {
            region: times(2),
            shop: times(3),
            l: light(),
            check: fails(9, false, { label: "Check stock" })
        });
        const id = await lab().start(of);
        await lab().ended(id, of);
        const named = "Check stock (region[0]/shop[0]/check)";
        await expect.poll(() => attribute(id, "FmNode"), SOON).toBe(named);
        const failure = await lab()
            .client.workflow.getHandle(id)
            .result()
            .catch((error: unknown) => error);
        expect(failure).toMatchObject({
            cause: { message: expect.stringContaining(`${named}: `) }
        });
    });
});

describe("of a call", { timeout: 60_000 }, () => {
    it("the details name the execution that is waited for", async () => {
        const called = await lab().store(plan("q", { q: asks() }));
        lab().called.set(called.request.workflow_id, called);
        const of = plan("c", { c: calls(called.request.workflow_id) });
        const id = await lab().start(of);
        const child = childId(id, "c");
        const details = async (): Promise<string> => {
            const handle = lab().client.workflow.getHandle(id);
            const told = await handle.query("__temporal_workflow_metadata");
            return (told as { currentDetails?: string }).currentDetails ?? "";
        };
        await expect
            .poll(details, SOON)
            .toContain(`[${child}](http://localhost:3001/executions/${child})`);
        await lab().until(child, (facts) =>
            facts.some(({ kind }) => kind === "user:input:required")
        );
        await answer(child, "q");
        await lab().ended(id, of);
    });
});

describe("FmNode", { timeout: 60_000 }, () => {
    it("follows from one wait straight to the next, at an event each", async () => {
        const of: Plan = plan("w -> l -> q -> p -> e", {
            w: waits({ mode: "duration", seconds: 1.5 }),
            l: light(),
            q: asks(),
            p: asks(),
            e: effect()
        });
        const id = await lab().start(of);
        await expect.poll(() => attribute(id, "FmNode"), SOON).toBe("w");
        await expect.poll(() => attribute(id, "FmNode"), SOON).toBe("q");
        expect(await attribute(id, "FmStatus")).toBe("waiting");
        await answer(id, "q");
        await expect.poll(() => attribute(id, "FmNode"), SOON).toBe("p");
        const listed = async (): Promise<number> =>
            (await lab().client.workflow.count(`WorkflowId = "${id}" AND FmNode = "p"`)).count;
        await expect.poll(listed, SOON).toBe(1);
        await answer(id, "p");
        await lab().ended(id, of);
        await expect.poll(() => attribute(id, "FmStatus"), SOON).toBe("completed");
        expect(await attribute(id, "FmNode")).toBeUndefined();
        // Waiting at w, at q, at p, running, completed.
        expect(await upserts(id)).toBe(5);
    });

    it("stays with the first of several while that one waits, then names another", async () => {
        const of = plan("a -> z; b -> y; c -> x", {
            a: asks(),
            b: asks(),
            c: asks(),
            x: light(),
            y: light(),
            z: light()
        });
        const id = await lab().start(of);
        await expect.poll(() => attribute(id, "FmNode"), SOON).toBe("a");
        await answer(id, "b");
        await answer(id, "a");
        await expect.poll(() => attribute(id, "FmNode"), SOON).toBe("c");
        expect(await upserts(id)).toBe(2);
        await answer(id, "c");
        await lab().ended(id, of);
    });
});
