import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import { testDatabase } from "../../../test/database.ts";
import { temporalBinary } from "../../../test/temporal-binary.ts";
import { testTemporal } from "../../../test/temporal.ts";
import { newId } from "../../platform/ids.ts";
import { openLab, present } from "./testing/lab.ts";
import type { Lab } from "./testing/lab.ts";
import { asks, light, plan, slow } from "./testing/plans.ts";
import { DELIVER, LOOK, WORKFLOW_TYPE } from "./workflow/protocol.ts";

/** What `temporal` and Temporal's pages let anybody do, and nobody should. */
const database = await testDatabase();
const env = await testTemporal();
const binary = env === null ? "" : await temporalBinary(() => undefined);
const opened = env === null ? null : await openLab(database, env);
afterAll(() => opened?.stop());

const lab = (): Lab => present(opened);

async function temporal(...args: string[]): Promise<string> {
    const { address = "", namespace = "" } = env ?? {};
    const where = ["--address", address, "--namespace", namespace];
    const { stdout } = await promisify(execFile)(binary, [...args, ...where], { timeout: 20_000 });
    return stdout;
}

const question = plan("q -> z", { q: asks(), z: light() });
const answer = {
    kind: "answer" as const,
    id: "q",
    answer: { port: "out", output: { json: 1 }, by: "somebody" }
};

async function asking(): Promise<string> {
    const id = await lab().start(question);
    await lab().until(id, (facts) => facts.some(({ kind }) => kind === "user:input:required"));
    return id;
}

async function runs(of: Plan): Promise<string> {
    const id = await lab().start(of);
    await lab().until(id, (facts) => facts.some(({ kind }) => kind === "node:started"));
    return id;
}

/** How it ends once it is answered. */
async function answered(id: string): Promise<string | undefined> {
    expect((await lab().signal(id, answer)).kind).toBe("accepted");
    return (await lab().ended(id, question)).at(-1)?.kind;
}

/** Of its activity, once there is one. */
async function pendingOf(id: string): Promise<string> {
    const handle = lab().client.workflow.getHandle(id);
    const pending = async (): Promise<string> =>
        (await handle.describe()).raw.pendingActivities?.[0]?.activityId ?? "";
    await expect.poll(pending).not.toBe("");
    return pending();
}

describe("rubbish", { timeout: 90_000 }, () => {
    it.each([
        ["nothing", []],
        ["null", ["null"]],
        ["no id", ["{}"]],
        ["a number for an id", ['{"inbox_id":5,"kind":"answer","instance":"q"}']],
        ["a text for an id", ['{"inbox_id":"x","kind":"answer","instance":"q"}']]
    ])("as an update is refused: %s", async (_what, inputs) => {
        const id = await asking();
        const given = inputs.flatMap((input) => ["--input", input]);
        const refused = temporal(
            ...["workflow", "update", "execute", "--workflow-id", id, "--name", DELIVER],
            ...given
        );
        await expect(refused).rejects.toThrow(/come from FlowMaestro/);
        expect(await answered(id)).toBe("execution:completed");
    });

    it("as updates of no row is answered, so that it takes nobody's place", async () => {
        const id = await asking();
        const handle = lab().client.workflow.getHandle(id);
        // The server lets ten wait in a workflow.
        for (let n = 0; n < 15; n += 1) {
            const args: [object] = [{ inbox_id: newId(), kind: "pause" }];
            const told = handle.executeUpdate<unknown, [object]>(DELIVER, { args });
            expect(await told).toEqual({ kind: "lost" });
        }
        expect(await answered(id)).toBe("execution:completed");
    });

    it("as signals changes nothing", async () => {
        const id = await asking();
        for (const name of ["nonsense", "__proto__", LOOK]) {
            const what = ["--name", name, "--input", '{"a":[1]}'];
            await temporal("workflow", "signal", "--workflow-id", id, ...what);
        }
        expect(await answered(id)).toBe("execution:completed");
    });
});

describe("a workflow started by hand", { timeout: 60_000 }, () => {
    const start = async (workflow_id: string, ...inputs: string[]): Promise<string> => {
        const queue = ["--task-queue", env?.task_queue ?? "", "--type", WORKFLOW_TYPE];
        const given = inputs.flatMap((input) => ["--input", input]);
        await temporal("workflow", "start", "--workflow-id", workflow_id, ...queue, ...given);
        const failure = await lab()
            .client.workflow.getHandle(workflow_id)
            .result()
            .catch((error: unknown) => error);
        return JSON.stringify(failure, ["cause", "message"]);
    };

    it.each([
        ["nothing", []],
        ["null", ["null"]],
        ["a text", ['"x"']],
        ["an object", ["{}"]],
        ["no execution", ['{"about":{},"limits":{}}']]
    ])("with %s fails, and says why", async (_what, inputs) => {
        expect(await start(newId(), ...inputs)).toContain("started in FlowMaestro");
    });

    it("with the input of another one fails, and that one goes on alone", async () => {
        const id = await asking();
        const about = { execution_id: id, workspace_id: lab().workspace.workspace_id };
        const input = JSON.stringify({ about, limits: { events: 4_000, bytes: 2_000_000 } });
        expect(await start(`copy-of-${id}`, input)).toContain("another one's input");
        expect(await answered(id)).toBe("execution:completed");
    });
});

describe("an activity ended by hand", { timeout: 60_000 }, () => {
    const hanging = plan("a -> z", { a: slow(60_000), z: light() });
    const failure = (facts: readonly Fact[]) => {
        const last = facts.at(-1);
        return last?.kind === "execution:failed" ? [last.instance, last.error.code] : last?.kind;
    };

    it.each([
        ["an object", "complete", ["--result", '{"rubbish":1}']],
        ["nothing", "complete", ["--result", "null"]],
        ["half a result", "complete", ["--result", '{"result":{"kind":"done","port":7}}']],
        ["a failure with rubbish", "fail", ["--reason", "by hand", "--detail", '{"x":1}']]
    ] as const)("with %s fails its node", async (_what, verb, given) => {
        const id = await runs(hanging);
        const where = ["--workflow-id", id, "--activity-id", await pendingOf(id)];
        await temporal("activity", verb, ...where, ...given);
        expect(failure(await lab().ended(id, hanging))).toEqual(["a", "INVALID_OUTPUT"]);
    });

    it("with a failure and no more fails its node in the operator's words", async () => {
        const id = await runs(hanging);
        const where = ["--workflow-id", id, "--activity-id", await pendingOf(id)];
        await temporal("activity", "fail", ...where, "--reason", "the printer burns");
        const log = await lab().ended(id, hanging);
        expect(failure(log)).toEqual(["a", "POISON"]);
        expect(JSON.stringify(log.at(-1))).toContain("the printer burns");
    });
});

describe("an activity", { timeout: 90_000 }, () => {
    const long = plan("a -> z", { a: slow(6_000), z: light() });
    const attempts = async (id: string): Promise<string> => {
        const { rows } = await database.admin.query<{ status: string }>(
            "select status from node_attempts where execution_id = $1 order by attempt",
            [id]
        );
        return rows.map(({ status }) => status).join(" ");
    };
    const told = { timeout: 20_000, interval: 200 };

    it("that is paused by hand waits, and begins anew when it is unpaused", async () => {
        const id = await runs(long);
        const where = ["--workflow-id", id, "--activity-id", await pendingOf(id)];
        await temporal("activity", "pause", ...where);
        await expect.poll(() => attempts(id), told).toBe("interrupted");
        // Longer than it would have taken.
        await new Promise((resolve) => setTimeout(resolve, 7_000));
        expect((await lab().facts(id)).at(-1)?.kind).toBe("node:started");
        await temporal("activity", "unpause", ...where);
        const log = await lab().ended(id, long);
        expect(log.at(-1)?.kind).toBe("execution:completed");
    });

    it("that is reset by hand begins anew", async () => {
        const id = await runs(long);
        const where = ["--workflow-id", id, "--activity-id", await pendingOf(id)];
        await temporal("activity", "reset", ...where);
        const log = await lab().ended(id, long);
        expect(log.at(-1)?.kind).toBe("execution:completed");
        expect(await attempts(id)).toBe("interrupted");
    });
});
