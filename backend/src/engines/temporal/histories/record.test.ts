import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Worker } from "@temporalio/worker";
import { afterAll, describe, expect, it } from "vitest";
import { testDatabase } from "../../../../test/database.ts";
import { testTemporal } from "../../../../test/temporal.ts";
import { workflowBundle } from "../bundle.ts";
import { cases } from "../testing/cases.ts";
import type { Case } from "../testing/cases.ts";
import { openLab } from "../testing/lab.ts";
import type { Lab } from "../testing/lab.ts";
import { historyOf, KEPT, keptHistories } from "./kept.ts";

/**
 * Executions on a real server whose histories are kept beside this file: `npm run gen:histories` adds
 * those of kinds that have none. Elsewhere the same executions are run and their histories replayed,
 * which is what a worker does that has never seen them.
 */
const isRecording = process.env["FM_RECORD"] === "1";
const known = new Set(keptHistories().map(({ name }) => name.replace(/\.\d+$/, "")));
const SHORT = { events: 50, bytes: 2_000_000 };

const [long, short] = [await testDatabase(), await testDatabase()];
const env = await testTemporal();
const shortEnv = await testTemporal();
const lab = env === null ? null : await openLab(long, env);
const shortLab = shortEnv === null ? null : await openLab(short, shortEnv, { limits: SHORT });
afterAll(async () => {
    await lab?.stop();
    await shortLab?.stop();
});

async function record(of: Case, on: Lab): Promise<string[]> {
    const plan = await of.plan(on);
    const id = await on.start(plan);
    await of.drive?.(on, id);
    const log = await on.ended(id, plan, 60_000);
    expect(log.at(-1)?.kind).toBe(`execution:${of.ends}`);
    const kept = of.keeps?.(id) ?? id;
    await on.client.workflow
        .getHandle(kept)
        .result()
        .catch(() => undefined);
    const runs = await on.histories(kept);
    const { code } = await workflowBundle();
    const files: string[] = [];
    for (const [index, run] of runs.entries()) {
        await Worker.runReplayHistory({ workflowBundle: { code } }, historyOf(run.json), kept);
        const file = `${of.name}${runs.length === 1 ? "" : `.${index + 1}`}.json`;
        if (isRecording && !known.has(of.name)) await writeFile(join(KEPT, file), `${run.json}\n`);
        expect(run.json.length, file).toBeLessThan(100_000);
        files.push(file);
    }
    return files;
}

describe.concurrent("an execution and what its history replays to", () => {
    it.each(cases)("$name", { timeout: 120_000 }, async (of) => {
        const on = of.isShort === true ? shortLab : lab;
        if (on === null) throw new Error("There is no Temporal.");
        const files = await record(of, on);
        expect(files.length).toBeGreaterThan(of.isShort === true ? 1 : 0);
    });
});

if (isRecording) await mkdir(KEPT, { recursive: true });
