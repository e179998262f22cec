import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "@temporalio/worker";
import { afterAll, describe, expect, it } from "vitest";
import { createServiceLogger } from "../../../platform/logger.ts";
import { makeBundle, workflowBundle } from "../bundle.ts";
import { installRuntime } from "../runtime.ts";
import { cases } from "../testing/cases.ts";
import { historyOf, keptHistories } from "./kept.ts";

/** Recorded histories against today's workflow, without any server: what runs must not break by a deploy. */
installRuntime(createServiceLogger("test", { level: "silent" }));
const kept = keptHistories();
const { code } = await workflowBundle();
const scratch = mkdtempSync(join(tmpdir(), "fm-replay-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Names of the histories that do not replay. */
async function broken(bundle: string): Promise<string[]> {
    const histories = kept.map(({ name, json }) => ({
        workflowId: name,
        history: historyOf(json)
    }));
    const names: string[] = [];
    const replayed = Worker.runReplayHistories({ workflowBundle: { code: bundle } }, histories);
    for await (const { workflowId, error } of replayed)
        if (error !== undefined) names.push(workflowId);
    return names;
}

const TURN = "const answer = await this.turn();";

/** The bundle with a text in it replaced; the text has to be there. */
function altered(text: string, by: string): string {
    expect(code.split(text), text).toHaveLength(2);
    return code.replace(text, () => by);
}

describe("recorded histories", { timeout: 120_000 }, () => {
    it("are there for every way a workflow can go", () => {
        const names = new Set(kept.map(({ name }) => name.replace(/\.\d+$/, "")));
        expect([...names].sort()).toEqual(cases.map(({ name }) => name).sort());
        for (const { name, json } of kept) expect(json.length, name).toBeLessThan(100_000);
    });

    it("replay", async () => {
        expect(await broken(code)).toEqual([]);
    });

    it("replay whatever becomes of step, which is not even in the bundle", async () => {
        for (const module of [
            "orchestrator/step",
            "orchestrator/reusable",
            "catalogue",
            "turn/turn"
        ])
            expect(code.includes(`${module}.ts`), module).toBe(false);
        const endless = join(scratch, "endless.js");
        writeFileSync(endless, "for (;;);");
        const step = join(import.meta.dirname, "../../../../../shared/src/orchestrator/step.ts");
        const without = await makeBundle({ [step]: endless });
        expect(await broken(without)).toEqual([]);
    });

    it("do not depend on the environment", async () => {
        process.env["FM_TEST_ENVIRONMENT"] = "another";
        process.env["TZ"] = "Pacific/Kiritimati";
        expect(await broken(code)).toEqual([]);
    });
});

describe("a workflow that", { timeout: 120_000 }, () => {
    it.each([
        ["takes each turn twice", TURN, `await this.turn(); ${TURN}`],
        [
            "performs what it was told in another order",
            "for (const open of opened)this.begin(",
            "for (const open of [...opened].reverse())this.begin("
        ],
        ["names activities otherwise", ")(node.type, {", ")(`x${node.type}`, {"]
    ])("%s breaks some: this test can fail", async (_what, text, by) => {
        expect(await broken(altered(text, by))).not.toEqual([]);
    });

    it("waits a little before each turn breaks some", async () => {
        const sleep = /await (\(0, ?\w+\.sleep\)\(1\))/.exec(code)?.[1] ?? "";
        const bundle = altered(TURN, `await ${sleep}; ${TURN}`);
        expect(await broken(bundle)).not.toEqual([]);
    });

    it.each([
        ["gives runs more time", "const MARGIN_MS = 30000", "const MARGIN_MS = 77000"],
        ["writes other summaries", "return `${node.label}${place}`", "return `Step ${node.label}`"]
    ])("%s breaks none", async (_what, text, by) => {
        expect(await broken(altered(text, by))).toEqual([]);
    });
});
