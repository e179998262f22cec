import { branches, effectChain, LIGHT_LOOP, lightChain } from "../definitions.ts";
import { drive } from "../load/drive.ts";
import type { Driven } from "../load/drive.ts";
import { memoryOf } from "../setup/process-figures.ts";
import type { Product } from "../setup/product.ts";
import { CHAIN, executeShot } from "./execute.ts";
import type { Bench, Outcome, Row, Scenario } from "./scenario.ts";

interface Timed {
    readonly product: Product;
    readonly workflow_id: string;
    readonly count: number;
    readonly inputs?: (n: number) => object;
    readonly expected?: (n: number) => string;
}

/** One client, one after the other. */
async function timed({ product, workflow_id, count, ...cases }: Timed): Promise<Driven> {
    const shot = await executeShot(product, workflow_id, { ...CHAIN, ...cases });
    return drive({ target: product.target, shot, clients: 1, seconds: 120, count });
}

function row(
    what: string,
    value: number,
    { unit, gate, target, driven }: { unit: string; gate: number; target: number; driven: Driven }
): Row {
    return {
        what,
        figure: `${value.toFixed(value < 1 ? 3 : 1)} ${unit}`,
        details: {
            "p50 ms": driven.p50_ms.toFixed(2),
            "p99 ms": driven.p99_ms.toFixed(2),
            executions: String(driven.count)
        },
        gate: `≤ ${gate}`,
        target: `≤ ${target}`,
        passes: value <= gate,
        reaches_target: value <= target
    };
}

const LENGTH = 100;

export const P4: Scenario = {
    id: "P4",
    title: "chain of 100, one client: milliseconds a node",
    run: async (bench) => {
        const product = await bench.product();
        const count = bench.options.short ? 5 : 100;
        const outside = await product.publish("effects-100", effectChain(LENGTH));
        const inside = await product.publish("light-100", lightChain(LENGTH));
        // The first ones pay for code that is not compiled yet.
        await timed({ product, workflow_id: outside, count: Math.ceil(count / 5) });
        await timed({ product, workflow_id: inside, count });
        const effects = await timed({ product, workflow_id: outside, count });
        const light = await timed({ product, workflow_id: inside, count: count * 4 });
        return {
            rows: [
                row("100 effects, a node", effects.p50_ms / LENGTH, {
                    unit: "ms",
                    gate: 0.6,
                    target: 0.4,
                    driven: effects
                }),
                row("100 light nodes, a node", light.p50_ms / LENGTH, {
                    unit: "ms",
                    gate: 0.06,
                    target: 0.02,
                    driven: light
                })
            ],
            errors: [...effects.errors, ...light.errors],
            data: { effects, light }
        };
    }
};

export const P5: Scenario = {
    id: "P5",
    title: "a loop of 1 000 turns, 1 000 branches joined, one client",
    run: async (bench) => {
        const product = await bench.product();
        const workflow_id = await product.publish("loop", LIGHT_LOOP);
        const turns = (times: number, count: number): Promise<Driven> =>
            timed({
                product,
                workflow_id,
                count,
                inputs: () => ({ times }),
                expected: () => '"outputs":{"answer":{"done":true}}'
            });
        const count = bench.options.short ? 3 : 40;
        await turns(1_000, count);
        const loop = await turns(1_000, count);
        const wide = await product.publish("branches-1000", branches(1_000));
        await timed({ product, workflow_id: wide, count });
        const joined = await timed({ product, workflow_id: wide, count });
        const before = memoryOf(product.pid).pss_mib;
        const long = await turns(10_000, bench.options.short ? 1 : 5);
        const grown = memoryOf(product.pid).pss_mib - before;
        return {
            rows: [
                row("loop of 1 000", loop.p50_ms, {
                    unit: "ms",
                    gate: 60,
                    target: 20,
                    driven: loop
                }),
                row("1 000 branches joined", joined.p50_ms, {
                    unit: "ms",
                    gate: 60,
                    target: 15,
                    driven: joined
                }),
                {
                    what: "loop of 10 000",
                    figure: `${long.p50_ms.toFixed(0)} ms, ${grown.toFixed(1)} MiB more`,
                    details: { executions: String(long.count) },
                    passes: null,
                    reaches_target: null
                }
            ],
            errors: [...loop.errors, ...joined.errors, ...long.errors],
            data: { loop, joined, long, grown }
        };
    }
};

const STARTS = 5;

export const P9: Scenario = {
    id: "P9",
    title: "cold start with a live database: spawn to the first answered execution",
    run: coldStart
};

async function coldStart(bench: Bench): Promise<Outcome> {
    const product = await bench.freshProduct("cold");
    const workflow_id = await product.publish("light-1", lightChain(3));
    const shot = await executeShot(product, workflow_id, CHAIN);
    const times: number[] = [];
    for (let round = 0; round < (bench.options.short ? 1 : STARTS); round += 1) {
        await product.stop();
        const started = performance.now();
        product.relaunch();
        await product.ready();
        const { count, errors } = await drive({
            target: product.target,
            shot,
            clients: 1,
            seconds: 5,
            count: 1
        });
        if (count !== 1) return { rows: [], errors, data: { times } };
        times.push((performance.now() - started) / 1_000);
    }
    const idle = memoryOf(product.pid);
    const sorted = times.toSorted((a, b) => a - b);
    const median = sorted[sorted.length >> 1] ?? 0;
    const range = `[${sorted[0]?.toFixed(2)}–${sorted.at(-1)?.toFixed(2)}]`;
    return {
        rows: [
            {
                what: "spawn to first answer",
                figure: `${median.toFixed(2)} s ${range}`,
                details: { "idle PSS MiB": idle.pss_mib.toFixed(0) },
                gate: "≤ 1.5",
                target: "≤ 0.8",
                passes: median <= 1.5,
                reaches_target: median <= 0.8
            }
        ],
        errors: [],
        data: { times, idle }
    };
}
