import { LIGHT_5 } from "../definitions.ts";
import { Connection } from "../load/connection.ts";
import { drive, quantile } from "../load/drive.ts";
import type { Shot } from "../load/drive.ts";
import { pause } from "../setup/child.ts";
import { memoryOf } from "../setup/process-figures.ts";
import type { Product } from "../setup/product.ts";
import { executeShot } from "./execute.ts";
import type { Bench, Outcome, Scenario } from "./scenario.ts";

const TIMES = 5;
const TICK_MS = 10;
const CONNECTIONS = 1_500;

interface Flood {
    readonly offered: number;
    readonly accepted: number;
    readonly refused: number;
    readonly seconds: number;
    readonly accepted_p99_ms: number;
    readonly refused_p99_ms: number;
    readonly peak_mib: number;
    readonly errors: readonly string[];
}

/** Open loop: so many requests a second, whether or not the ones before were answered. */
async function flood(
    product: Product,
    shot: Shot,
    { rate, seconds }: { readonly rate: number; readonly seconds: number }
): Promise<Flood> {
    const idle = await Promise.all(
        Array.from({ length: CONNECTIONS }, () => Connection.open(product.target))
    );
    const accepted: number[] = [];
    const refused: number[] = [];
    const errors: string[] = [];
    const under_way = new Set<Promise<void>>();
    let serial = 1_000_000_000;
    const fire = async (connection: Connection): Promise<void> => {
        const n = (serial += 1);
        const sent = performance.now();
        const answer = await connection.send(shot.request(n));
        const took = performance.now() - sent;
        idle.push(connection);
        if (answer.status === 429 || answer.status === 503) refused.push(took);
        else {
            const wrong = shot.check(answer, n);
            if (wrong === null) accepted.push(took);
            else errors.push(wrong);
        }
    };
    const started = performance.now();
    let offered = 0;
    let peak_mib = 0;
    for (let now = started; now < started + seconds * 1_000; now = performance.now()) {
        const wanted = ((now - started) / 1_000) * rate;
        while (offered < wanted) {
            offered += 1;
            const connection = idle.pop();
            // Everybody is still waiting for an answer: this one is offered and not taken.
            if (connection === undefined) continue;
            const going = fire(connection).catch(
                (error: unknown) => void errors.push(String(error))
            );
            under_way.add(going);
            void going.finally(() => under_way.delete(going));
        }
        peak_mib = Math.max(peak_mib, memoryOf(product.pid).pss_mib);
        await pause(TICK_MS);
    }
    const took = (performance.now() - started) / 1_000;
    const inTime = accepted.length;
    await Promise.all(under_way);
    for (const connection of idle) connection.close();
    const p99 = (list: readonly number[]): number => quantile(Float64Array.from(list).sort(), 0.99);
    return {
        offered,
        accepted: inTime,
        refused: refused.length,
        seconds: took,
        accepted_p99_ms: p99(accepted),
        refused_p99_ms: p99(refused),
        peak_mib,
        errors
    };
}

async function run(bench: Bench): Promise<Outcome> {
    const { short, seconds } = bench.options;
    const product = await bench.freshProduct("overload");
    const workflow_id = await product.publish("light-5", LIGHT_5);
    const shot = await executeShot(product, workflow_id);
    const { target } = product;
    await drive({ target, shot, clients: 50, seconds });
    const peak = await drive({ target, shot, clients: 50, seconds: short ? 2 : 10 });
    const rate = peak.per_second * TIMES;
    const flooded = await flood(product, shot, { rate, seconds: short ? 4 : 30 });
    const goodput = flooded.accepted / flooded.seconds / peak.per_second;
    // It gets over it: what follows is as before.
    const after = await drive({ target, shot, clients: 50, seconds: short ? 2 : 5 });
    return {
        rows: [
            {
                what: `${TIMES} times the peak`,
                figure: `goodput ${(goodput * 100).toFixed(0)} % of the peak`,
                details: {
                    "peak/s": peak.per_second.toFixed(0),
                    "offered/s": (flooded.offered / flooded.seconds).toFixed(0),
                    "accepted p99 ms": flooded.accepted_p99_ms.toFixed(0),
                    refused: String(flooded.refused),
                    "refused p99 ms": flooded.refused_p99_ms.toFixed(0),
                    "peak PSS MiB": flooded.peak_mib.toFixed(0),
                    "afterwards/s": after.per_second.toFixed(0)
                },
                gate: "≥ 70 %",
                target: "≥ 90 %",
                passes: goodput >= 0.7,
                reaches_target: goodput >= 0.9
            }
        ],
        errors: [...peak.errors, ...flooded.errors, ...after.errors],
        data: { peak, flooded, after }
    };
}

export const P13: Scenario = { id: "P13", title: "overload: five times what it can do", run };
