import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import { testDatabase } from "../../../test/database.ts";
import { temporalBinary } from "../../../test/temporal-binary.ts";
import { testTemporal } from "../../../test/temporal.ts";
import { createServiceLogger } from "../../platform/logger.ts";
import { ensureCurrentVersion } from "./deployment.ts";
import { openLab } from "./testing/lab.ts";
import type { Lab } from "./testing/lab.ts";
import { askedHalfWay } from "./testing/plans.ts";
import { DEPLOYMENT } from "./worker.ts";

/** Executions so long that they go on as new runs, while a deploy makes another build the current one. */
const SHORT = { events: 60, bytes: 2_000_000 };
const database = await testDatabase();
const env = await testTemporal();
const binary = env === null ? "" : await temporalBinary(() => undefined);
const running = new Set<Lab>();
afterAll(async () => {
    for (const lab of running) await lab.stop();
});

const long = askedHalfWay();
const asked = (facts: readonly Fact[]): boolean =>
    facts.some(({ kind }) => kind === "user:input:required");
const answer = {
    kind: "answer" as const,
    id: "q",
    answer: { port: "out", output: { json: 1 }, by: "somebody" }
};

async function open(build_id: string | null): Promise<Lab> {
    if (env === null) throw new Error("There is no Temporal.");
    const given = build_id === null ? { hasWorker: false } : { build_id };
    const lab = await openLab(database, env, { ...given, limits: SHORT });
    running.add(lab);
    return lab;
}

async function temporal(...args: string[]): Promise<string> {
    const { address = "", namespace = "" } = env ?? {};
    const where = ["--address", address, "--namespace", namespace];
    const { stdout } = await promisify(execFile)(binary, [...args, ...where], { timeout: 20_000 });
    return stdout;
}

/** As a deploy does once it is healthy. */
async function makeCurrent(build_id: string): Promise<void> {
    const version = ["--deployment-name", DEPLOYMENT, "--build-id", build_id];
    const set = () =>
        temporal("worker", "deployment", "set-current-version", ...version, "--yes").then(
            () => "",
            String
        );
    await expect.poll(set, { timeout: 20_000, interval: 500 }).toBe("");
}

/** Of each run, oldest first: the build whose workers had it last. */
async function buildsOf(on: Lab, id: string): Promise<string[]> {
    const builds: string[] = [];
    for (const { run_id } of await on.histories(id)) {
        const { raw } = await on.client.workflow.getHandle(id, run_id).describe();
        const info = raw.workflowExecutionInfo?.versioningInfo;
        builds.push(info?.deploymentVersion?.buildId ?? "");
    }
    return builds;
}

describe("an execution pinned to the build that it began on", { timeout: 180_000 }, () => {
    it("goes on as new runs on that build while another one is current", async () => {
        const api = await open(null);
        const blue = await open("blue");
        await ensureCurrentVersion({
            connection: blue.client.connection,
            namespace: env?.namespace ?? "",
            deployment: DEPLOYMENT,
            build_id: "blue",
            logger: createServiceLogger("test", { level: "silent" })
        });
        const id = await api.start(long);
        await api.until(id, asked, 60_000);
        const green = await open("green");
        await makeCurrent("green");
        const before = (await api.histories(id)).length;
        expect((await api.signal(id, answer)).kind).toBe("accepted");
        const log = await api.ended(id, long, 90_000);
        expect(log.at(-1)?.kind).toBe("execution:completed");
        const builds = await buildsOf(api, id);
        expect(builds.length).toBeGreaterThan(before);
        expect([...new Set(builds)]).toEqual(["blue"]);
        expect([blue.sent.length, green.sent.length]).toEqual([48, 0]);
    });

    it("is moved by hand where nobody runs its build, and goes on as new runs there", async () => {
        const api = await open(null);
        const old = await open("old");
        await makeCurrent("old");
        // What is current is told to the queue's own servers, which takes a moment.
        let id = "";
        const begun = async (): Promise<string | undefined> => {
            id = await api.start(long);
            await api.until(id, asked, 60_000);
            return (await buildsOf(api, id)).at(0);
        };
        await expect.poll(begun, { timeout: 60_000 }).toBe("old");
        const fresh = await open("fresh");
        await makeCurrent("fresh");
        running.delete(old);
        await old.stop();
        // Stored, and told to a workflow that nobody performs.
        expect((await api.signal(id, answer)).kind).toBe("pending");
        await temporal(
            ...["workflow", "update-options", "--workflow-id", id],
            ...["--versioning-override-behavior", "pinned"],
            ...["--versioning-override-deployment-name", DEPLOYMENT],
            ...["--versioning-override-build-id", "fresh"]
        );
        const log = await api.ended(id, long, 90_000);
        expect(log.at(-1)?.kind).toBe("execution:completed");
        expect((await buildsOf(api, id)).at(-1)).toBe("fresh");
        // What ran on the old one is in the log, and was not sent again.
        const sentBy = ({ sent }: Lab): number => sent.filter(({ key }) => key.includes(id)).length;
        expect([sentBy(old), sentBy(fresh)]).toEqual([24, 24]);
    });
});
