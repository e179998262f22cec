import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import { testDatabase } from "../../../test/database.ts";
import { testTemporal } from "../../../test/temporal.ts";
import type { TemporalEnv } from "../../env/temporal.ts";
import { createCrew } from "./testing/crew.ts";
import type { Crew, Worker } from "./testing/crew.ts";
import { openLab } from "./testing/lab.ts";
import type { Lab } from "./testing/lab.ts";
import { chain, light, plan, times, waits } from "./testing/plans.ts";

/** Workers as processes of their own, killed without warning at every point of a turn and of a run. */
const database = await testDatabase();
const env = await testTemporal();
const atEnd: (() => Promise<void>)[] = [];
afterAll(async () => {
    for (const end of atEnd.reverse()) await end();
});

/** A queue of its own: nobody else's workers take anything from it. */
async function stage(name: string): Promise<{ lab: Lab; crew: Crew }> {
    if (env === null) throw new Error("There is no Temporal.");
    const own: TemporalEnv = { ...env, task_queue: `q-${name}` };
    const crew = createCrew(database.address, own);
    atEnd.push(() => crew.dismiss());
    const lab = await openLab(database, own, { hasWorker: false });
    atEnd.push(() => lab.stop());
    return { lab, crew };
}

const recorded = (value: string, ms = 60) => ({
    type: "recorded",
    lane: "io" as const,
    effect: "write" as const,
    config: { value, ms }
});

/** Chains side by side, so that something always ends while a turn is under way. */
const woven: Plan = plan(
    "a1 -> a2 -> a3 -> a4 -> z; b1 -> b2 -> b3 -> b4 -> z; each { x -> y }; each -> c1 -> c2 -> z",
    {
        c1: recorded("c1"),
        c2: recorded("c2", 200),
        a1: recorded("a1"),
        a2: light(),
        a3: recorded("a3", 35),
        a4: recorded("a4"),
        b1: recorded("b1", 30),
        b2: recorded("b2"),
        b3: light(),
        b4: recorded("b4"),
        z: light(),
        each: times(3),
        x: recorded("x"),
        y: light()
    }
);

/** The longest time nothing happened in any of them. */
function longestPause(logs: readonly (readonly Fact[])[]): number {
    const pauses = logs.flatMap((log) =>
        log.slice(1).map(({ at }, index) => at - (log[index]?.at ?? at))
    );
    return Math.max(...pauses);
}

function errorsOf(log: readonly Fact[]): unknown[] {
    return log.flatMap((fact) =>
        "error" in fact && fact.error !== undefined ? [JSON.stringify(fact)] : []
    );
}

/** Each delivery of a key carries the same; how many there are of it. */
function mostDeliveries(crew: Crew): number {
    const all = [...crew.deliveries()];
    for (const [key, payloads] of all) expect(new Set(payloads).size, key).toBe(1);
    return Math.max(...all.map(([, payloads]) => payloads.length));
}

const TURNS = [
    "turn_begun",
    "record_commit_sent",
    "after_record_before_publish",
    "turn_answered"
] as const;

/** Where one may die, with runs under way beside it: those wait for their heartbeat. */
const ANYWHERE = [
    ...TURNS,
    "node_before_effect",
    "before_record",
    "run_answered",
    "before_terminal",
    "after_terminal_before_ack",
    ...["now", "now", "now"]
] as const;

const TURN_MS = 6_000;
const RUN_MS = 40_000;
/** On a machine with nothing else to do: elsewhere processes take as long to begin. */
const SLACK_MS = 4_000;

/** Whoever of the two has the workflow dies there; answers who is left. */
async function strike(pair: readonly Worker[], place: string): Promise<Worker> {
    for (const worker of pair) worker.arm(`${place}:1`);
    await Promise.race(pair.map(({ ended }) => ended));
    const left = pair.find((worker) => worker.isAlive());
    if (left === undefined) throw new Error("Both died.");
    left.arm(`${place}:1000000`);
    return left;
}

/** At its place, or, where nothing brings it there, anyhow. */
async function doom(worker: Worker, place: string): Promise<void> {
    if (place !== "now") {
        worker.arm(`${place}:1`);
        await Promise.race([worker.ended, sleep(10_000)]);
    }
    await worker.kill();
}

async function lostAttempts(id: string): Promise<number> {
    const { rows } = await database.admin.query(
        "select from node_attempts where execution_id = $1 and status = 'lost'",
        [id]
    );
    return rows.length;
}

describe("a worker that is killed", { timeout: 200_000 }, () => {
    it("at any point of a turn is replaced within six seconds", async () => {
        const { lab, crew } = await stage("turns");
        let left = await crew.hire();
        const line = chain(60, (index) => recorded(`n${index}`, 250));
        const id = await lab.start(line);
        for (const place of TURNS) {
            const next = await crew.hire();
            const before = (await lab.facts(id)).length;
            await lab.until(id, (facts) => facts.length > before + 3);
            left = await strike([left, next], place);
        }
        const log = await lab.ended(id, line, 100_000);
        expect(errorsOf(log)).toEqual([]);
        const pause = longestPause([log]);
        console.log(`turns: longest pause ${Math.round(pause)} ms`);
        expect(mostDeliveries(crew)).toBe(1);
        expect(pause).toBeLessThan(TURN_MS + SLACK_MS);
    });

    it("again and again, anywhere, loses nothing and repeats no effect more than once", async () => {
        const { lab, crew } = await stage("storm");
        const ids: string[] = [];
        const workers = [await crew.hire(), await crew.hire()];
        for (const place of ANYWHERE) {
            const started = await Promise.all([1, 2, 3].map(() => lab.start(woven)));
            ids.push(...started);
            const spare = crew.hire();
            const doomed = workers.shift();
            if (doomed !== undefined) await doom(doomed, place);
            workers.push(await spare);
        }
        const logs = await Promise.all(ids.map((id) => lab.ended(id, woven, 120_000)));
        expect(logs.flatMap(errorsOf)).toEqual([]);
        const pause = longestPause(logs);
        const twice = [...crew.deliveries().values()].filter(({ length }) => length > 1).length;
        const lost = (await Promise.all(ids.map(lostAttempts))).reduce((a, b) => a + b);
        console.log(`storm: ${ids.length} executions, ${ANYWHERE.length} kills, ${lost} lost runs`);
        console.log(`storm: ${twice} effects twice, longest pause ${Math.round(pause)} ms`);
        expect(lost).toBeGreaterThan(0);
        expect(mostDeliveries(crew)).toBeLessThanOrEqual(2);
        expect(pause).toBeLessThan(RUN_MS + SLACK_MS);
    });

    it("five times in a row by one run takes no sixth along: that run fails as POISON", async () => {
        const { lab, crew } = await stage("poison");
        const poison = plan("w -> a(continue) -> b", {
            w: waits({ mode: "duration", seconds: 1 }),
            a: { type: "fatal", lane: "io", config: {} },
            b: light()
        });
        await crew.hire();
        const id = await lab.start(poison);
        // As five workers would have left it.
        for (const attempt of [1, 2, 3, 4, 5])
            await database.admin.query(
                `insert into node_attempts (execution_id, workspace_id, instance, attempt, status,
                                            started_at, ended_at, error)
                 values ($1, $2, 'a', $3, 'lost', now(), now(), '{}')`,
                [id, lab.workspace.workspace_id, attempt]
            );
        const log = await lab.ended(id, poison);
        const failed = log.find((fact) => fact.kind === "node:failed");
        expect(failed).toMatchObject({ instance: "a", error: { code: "POISON" } });
        expect(log.at(-1)?.kind).toBe("execution:completed");
        expect(crew.deliveries().size).toBe(0);
    });
});
