import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import { testDatabase } from "../../../test/database.ts";
import { unusedPort } from "../../../test/process.ts";
import { startTemporalServer } from "../../../test/temporal-server.ts";
import { testTemporal } from "../../../test/temporal.ts";
import { createCrew } from "./testing/crew.ts";
import { openLab } from "./testing/lab.ts";
import { asks, chain, light, plan } from "./testing/plans.ts";

/** A Temporal server of our own that goes away and comes back with what it had on disk. */
const database = await testDatabase();
/** Where none can be had, this file is skipped with the reason. */
const shared = await testTemporal();
const scratch = mkdtempSync(join(tmpdir(), "fm-outage-"));
const port = await unusedPort();
const atEnd: (() => Promise<unknown>)[] = [];
afterAll(async () => {
    for (const end of atEnd.reverse()) await end();
    rmSync(scratch, { recursive: true, force: true });
});

const AWAY_MS = Number(process.env["FM_TEST_AWAY_MS"] ?? 15_000);

async function serve() {
    const server = await startTemporalServer({
        port,
        ui_port: null,
        db_filename: join(scratch, "temporal.db")
    });
    atEnd.push(() => server.stop());
    return server;
}

const recorded = (value: string, ms: number) => ({
    type: "recorded",
    lane: "io" as const,
    effect: "write" as const,
    config: { value, ms }
});

const asked = (facts: readonly Fact[]): boolean =>
    facts.some(({ kind }) => kind === "user:input:required");

describe("a Temporal server that is gone", { timeout: 240_000 }, () => {
    it("and comes back takes nothing along: what was accepted ends", async () => {
        if (shared === null) throw new Error("There is no Temporal.");
        const env = { ...shared, address: `127.0.0.1:${port}`, namespace: "default" };
        let server = await serve();
        const crew = createCrew(database.address, env);
        atEnd.push(() => crew.dismiss());
        await crew.hire();
        const lab = await openLab(database, env, { hasWorker: false });
        const line = chain(8, (index) => recorded(`n${index}`, 300));
        const early = await Promise.all(Array.from({ length: 6 }, () => lab.start(line)));
        await lab.until(early[0] ?? "", (facts) => facts.length > 5);
        await server.stop();
        const late = await Promise.all(Array.from({ length: 6 }, () => lab.start(line)));
        await sleep(AWAY_MS);
        server = await serve();
        const back = performance.now();
        for (const id of [...early, ...late]) {
            const log = await lab.ended(id, line, 150_000);
            expect(log.at(-1)?.kind).toBe("execution:completed");
        }
        const seconds = ((performance.now() - back) / 1_000).toFixed(1);
        console.log(`away for ${AWAY_MS} ms: all 12 had ended ${seconds} s after`);
        const deliveries = [...crew.deliveries().values()].map(({ length }) => length);
        expect(Math.max(...deliveries)).toBeLessThanOrEqual(2);

        // An answer is stored; then whoever took it, the worker and the server die.
        const question = plan("q -> z", { q: asks(), z: light() });
        const id = await lab.start(question);
        await lab.until(id, asked);
        await server.stop();
        const answer = { port: "out", output: { json: 1 }, by: "somebody" };
        const outcome = await lab.signal(id, { kind: "answer", id: "q", answer });
        expect(outcome.kind).toBe("pending");
        await crew.dismiss();
        await serve();
        await lab.stop();
        const others = createCrew(database.address, env);
        atEnd.push(() => others.dismiss());
        await others.hire();
        const after = await openLab(database, env, { hasWorker: false });
        atEnd.push(() => after.stop());
        const log = await after.ended(id, question, 60_000);
        expect(log.at(-1)?.kind).toBe("execution:completed");
    });
});
