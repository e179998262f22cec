import { join } from "node:path";
import { temporalServer } from "../../backend/test/temporal-server.ts";
import { migrateUp } from "../../backend/src/storage/migrations.ts";
import { runPairs } from "../measure.ts";
import type { Pairs, Side, Spread } from "../measure.ts";
import type { History, Shape } from "../temporal/cells.ts";
import { BenchWorker } from "../temporal/worker.ts";
import { range } from "./efficiency.ts";
import type { Bench, Outcome, Row, Scenario } from "./scenario.ts";

/** Five nodes of ours beside five steps by hand. */
interface Pairing {
    readonly name: string;
    readonly ours: Shape;
    readonly by_hand: Shape;
    /** At ten clients. */
    readonly throughput: { readonly gate: number; readonly target: number } | null;
    readonly latency: { readonly gate: number; readonly target: number } | null;
    readonly has_history: boolean;
}

/** The quick ones first: what follows finds code that is compiled. */
const PAIRINGS: readonly Pairing[] = [
    {
        name: "5 light : 5 local activities",
        ours: "light",
        by_hand: "local",
        throughput: null,
        latency: null,
        has_history: true
    },
    {
        name: "5 light : 5 activities",
        ours: "light",
        by_hand: "effects",
        throughput: { gate: 3, target: 5 },
        latency: null,
        has_history: false
    },
    {
        name: "5 effects : 5 activities",
        ours: "effects",
        by_hand: "effects",
        throughput: { gate: 0.8, target: 0.95 },
        latency: { gate: 1.3, target: 1.1 },
        has_history: true
    }
];
const WARM_SECONDS = 5;
const GATED_CLIENTS = 10;
const NODES = 5;
const HISTORY_GATE = 1.1;

interface Peers {
    readonly ours: BenchWorker;
    readonly by_hand: BenchWorker;
}

async function run(bench: Bench): Promise<Outcome> {
    await using stack = new AsyncDisposableStack();
    const server = await temporalServer({
        ui_port: null,
        db_filename: join(bench.folder, "temporal.db")
    });
    // A process that ends half way leaves none behind.
    process.once("exit", server.abandon);
    stack.defer(async () => {
        await server.stop();
        process.removeListener("exit", server.abandon);
    });
    const peers = await startPeers(bench, stack, server.address);
    const rows: Row[] = [];
    const errors = await warm(bench, peers);
    const data: { [name: string]: unknown } = {};
    for (const pairing of PAIRINGS) {
        const runs: Pairs[] = [];
        for (const clients of bench.options.clients) {
            const pairs = await beside(bench, peers, pairing, clients);
            runs.push(pairs);
            rows.push(...rowsOf(pairing, pairs));
            errors.push(...pairs.errors);
        }
        const history = pairing.has_history ? await histories(peers, pairing) : null;
        if (history !== null) rows.push(historyRow(pairing, history));
        data[pairing.name] = { runs, history };
    }
    return { rows, errors, data };
}

async function startPeers(
    bench: Bench,
    stack: AsyncDisposableStack,
    temporal: string
): Promise<Peers> {
    const { profile } = bench.options;
    const { address } = await bench.postgres.create("temporal");
    await migrateUp(address);
    const env = {
        TEMPORAL_ADDRESS: temporal,
        BENCH_HOST: address.host,
        BENCH_DATABASE: address.database,
        BENCH_USER: address.user
    };
    const flags = profile === null ? [] : ["--cpu-prof", `--cpu-prof-dir=${profile}`];
    const started = async (name: "ours" | "by-hand"): Promise<BenchWorker> => {
        const worker = await BenchWorker.start(name, bench.folder, { env, flags });
        stack.defer(() => worker.stop());
        return worker;
    };
    return { ours: await started("ours"), by_hand: await started("by-hand") };
}

/** A worker's first executions cost twice as much, ours more: there is more code to compile. */
async function warm({ options }: Bench, { ours, by_hand }: Peers): Promise<string[]> {
    const load = { clients: GATED_CLIENTS, seconds: Math.min(options.seconds, WARM_SECONDS) };
    const errors: string[] = [];
    for (const [worker, shape] of [
        [ours, "light"],
        [by_hand, "local"],
        [ours, "effects"],
        [by_hand, "effects"]
    ] as const)
        errors.push(...(await worker.drive(shape, load)).errors);
    return errors;
}

function beside(bench: Bench, peers: Peers, pairing: Pairing, clients: number): Promise<Pairs> {
    const { pairs, seconds } = bench.options;
    const side = (name: string, worker: BenchWorker, shape: Shape): Side => ({
        name,
        pid: worker.pid,
        drive: (load) => worker.drive(shape, load)
    });
    return runPairs({
        subject: side("ours", peers.ours, pairing.ours),
        floor: side("by hand", peers.by_hand, pairing.by_hand),
        clients,
        pairs,
        seconds,
        postgres_pid: bench.postgres.pid
    });
}

function rowsOf(pairing: Pairing, { clients, subject, floor, ...pairs }: Pairs): Row[] {
    const isGated = clients === GATED_CLIENTS;
    const gateOf = (
        bounds: Pairing["latency"],
        sign: "≥" | "≤",
        { median }: Spread
    ): Pick<Row, "gate" | "target" | "passes" | "reaches_target"> => {
        if (!isGated || bounds === null) return { passes: null, reaches_target: null };
        const { gate, target } = bounds;
        const holds = (bound: number): boolean =>
            sign === "≥" ? median >= bound : median <= bound;
        return {
            gate: `${sign} ${gate}`,
            target: `${sign} ${target}`,
            passes: holds(gate),
            reaches_target: holds(target)
        };
    };
    const what = `${pairing.name}, c=${clients}`;
    return [
        {
            what,
            figure: `${range(pairs.ratio, 2)} × throughput`,
            details: {
                "ours/s": range(subject.per_second, 1),
                "by hand/s": range(floor.per_second, 1),
                "CPU ms": subject.cpu_ms.median.toFixed(1),
                "by hand CPU ms": floor.cpu_ms.median.toFixed(1),
                "Postgres CPU ms": subject.database_cpu_ms.median.toFixed(1)
            },
            ...gateOf(pairing.throughput, "≥", pairs.ratio)
        },
        {
            what: "",
            figure: `${range(pairs.p50_ratio, 2)} × latency`,
            details: {
                "p50 ms": `${subject.p50_ms.median.toFixed(0)} : ${floor.p50_ms.median.toFixed(0)}`,
                "p99 ms": `${subject.p99_ms.median.toFixed(0)} : ${floor.p99_ms.median.toFixed(0)}`
            },
            ...gateOf(pairing.latency, "≤", pairs.p50_ratio)
        }
    ];
}

async function histories(
    { ours, by_hand }: Peers,
    pairing: Pairing
): Promise<{ readonly ours: History; readonly by_hand: History }> {
    // One more each, alone: with many at once a history also tells of tasks that were given twice.
    const alone = { clients: 1, seconds: 0.001 };
    await ours.drive(pairing.ours, alone);
    await by_hand.drive(pairing.by_hand, alone);
    return {
        ours: await ours.history(pairing.ours),
        by_hand: await by_hand.history(pairing.by_hand)
    };
}

function historyRow(
    { name, ours: shape }: Pairing,
    { ours, by_hand }: { readonly ours: History; readonly by_hand: History }
): Row {
    const ratio = ours.bytes / by_hand.bytes;
    const isGated = shape === "effects";
    const pair = (a: number, b: number): string => `${a} : ${b}`;
    return {
        what: `${name}, history`,
        figure: `${ratio.toFixed(2)} × bytes`,
        details: {
            events: pair(ours.events, by_hand.events),
            bytes: pair(ours.bytes, by_hand.bytes),
            "bytes a node": pair(Math.round(ours.bytes / NODES), Math.round(by_hand.bytes / NODES)),
            "workflow tasks": pair(ours.tasks, by_hand.tasks)
        },
        passes: null,
        reaches_target: null,
        ...(isGated ? { target: `≤ ${HISTORY_GATE}`, reaches_target: ratio <= HISTORY_GATE } : {})
    };
}

export const TEMPORAL: Scenario = {
    id: "temporal",
    isTooLongForShort: true,
    title: "P15: five nodes on Temporal beside a workflow written by hand, same server",
    run
};
