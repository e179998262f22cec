import { effectChain } from "../definitions.ts";
import { drive } from "../load/drive.ts";
import { spread } from "../measure.ts";
import { pause } from "../setup/child.ts";
import type { Database } from "../setup/postgres.ts";
import type { Product } from "../setup/product.ts";
import { range } from "./efficiency.ts";
import { startShot } from "./execute.ts";
import type { Bench, Outcome, Scenario } from "./scenario.ts";

/** Short ones, and many: the lane has 256 places, and taking up 1 000 must not wait for it. */
const EFFECTS = 20;
const EFFECT_MS = 100;
const PATIENCE_MS = 60_000;

interface Kill {
    /** From the spawn until every execution in flight had a new fact on disk. */
    readonly moving_s: number;
    readonly ended_s: number;
    readonly in_flight: number;
    readonly errors: readonly string[];
}

/** Starts, ends the process in the middle, starts it again, and reads what is stored. */
async function kill(product: Product, workflow_id: string, count: number): Promise<Kill> {
    const { database } = product.options;
    const ids: string[] = [];
    const shot = await startShot(
        product,
        workflow_id,
        (n) => ({ n, ms: EFFECT_MS }),
        (id) => ids.push(id)
    );
    const { target } = product;
    const driven = await drive({ target, shot, clients: 50, seconds: 60, count });
    await pause(300);
    await product.kill();
    const in_flight = await unfinished(database, ids);
    const { rows } = await database.admin.query<{ at: Date }>("select clock_timestamp() as at");
    const killed = rows[0]?.at ?? new Date();
    const spawned = performance.now();
    product.relaunch();
    const moving_s = await until(spawned, async () => (await still(database, ids, killed)) === 0);
    const ended_s = await until(spawned, async () => (await unfinished(database, ids)) === 0);
    const errors = [...driven.errors, ...(await faults(database, ids))];
    if (moving_s === null || ended_s === null) errors.push("Some were never taken up again");
    return { moving_s: moving_s ?? Infinity, ended_s: ended_s ?? Infinity, in_flight, errors };
}

async function until(from: number, look: () => Promise<boolean>): Promise<number | null> {
    while (performance.now() - from < PATIENCE_MS) {
        if (await look()) return (performance.now() - from) / 1_000;
        await pause(20);
    }
    return null;
}

function unfinished(database: Database, ids: readonly string[]): Promise<number> {
    return database.count(
        `select count(*)
         from executions
         where id = any ($1::uuid[])
             and status <> 'completed'`,
        [ids]
    );
}

/** Open, and nothing new since the kill. */
function still(database: Database, ids: readonly string[], killed: Date): Promise<number> {
    return database.count(
        `select count(*)
         from executions e
         where e.id = any ($1::uuid[])
             and e.completed_at is null
             and not exists (
                 select
                 from execution_log l
                 where l.execution_id = e.id
                     and l.created_at > $2
             )`,
        [ids, killed]
    );
}

/** Nothing acknowledged is lost, no log has a gap, no result stands twice, one end each. */
async function faults(database: Database, ids: readonly string[]): Promise<string[]> {
    const found: string[] = [];
    const look = async (what: string, sql: string): Promise<void> => {
        const count = await database.count(sql, [ids]);
        if (count !== 0) found.push(`${count} ${what}`);
    };
    await look(
        "acknowledged and not stored",
        `select count(*)
         from unnest($1::uuid[]) as known(id)
         where not exists (select from executions e where e.id = known.id)`
    );
    await look(
        "with a gap in the log",
        `select count(*)
         from (
             select execution_id, seq, lag(seq + n, 1, 1) over w as expected
             from execution_log
             where execution_id = any ($1::uuid[])
             window w as (partition by execution_id order by seq)
         ) l
         where seq <> expected`
    );
    const facts = `select execution_id, fact::json as fact
         from execution_log, string_to_table(facts, E'\\n') as fact
         where execution_id = any ($1::uuid[])`;
    await look(
        "results recorded twice",
        `select count(*)
         from (
             select execution_id
             from (${facts}) f
             where fact ->> 'kind' = 'node:completed'
             group by execution_id, fact ->> 'instance'
             having count(*) > 1
         ) twice`
    );
    await look(
        "without exactly one end",
        `select count(*)
         from (
             select execution_id
             from (${facts}) f
             group by execution_id
             having count(*) filter (where fact ->> 'kind' = 'execution:completed') <> 1
         ) wrong`
    );
    return found;
}

async function run(bench: Bench): Promise<Outcome> {
    const { kills, short } = bench.options;
    const count = short ? 200 : 1_000;
    const product = await bench.freshProduct("crash");
    const workflow_id = await product.publish("crash", effectChain(EFFECTS));
    const rounds: Kill[] = [];
    for (let round = 0; round < kills; round += 1) {
        rounds.push(await kill(product, workflow_id, count));
        if (rounds.at(-1)?.errors.length !== 0) break;
    }
    const worst = Math.max(...rounds.map(({ moving_s }) => moving_s));
    return {
        rows: [
            {
                what: `kill -9 with ${count} in flight`,
                figure: `all moving ${worst.toFixed(2)} s after the spawn`,
                details: {
                    kills: String(rounds.length),
                    "in flight": range(spread(rounds.map(({ in_flight }) => in_flight)), 0),
                    "moving s": range(spread(rounds.map(({ moving_s }) => moving_s)), 2),
                    "ended s": range(spread(rounds.map(({ ended_s }) => ended_s)), 2)
                },
                gate: "≤ 10",
                target: "≤ 2",
                passes: worst <= 10,
                reaches_target: worst <= 2
            }
        ],
        errors: rounds.flatMap(({ errors }) => [...errors]),
        data: { rounds }
    };
}

export const P12: Scenario = {
    id: "P12",
    title: "kill -9 with executions in flight: nothing lost, nothing twice, no gap",
    run
};
