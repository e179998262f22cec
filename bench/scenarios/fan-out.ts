import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { hasRedis, startRedis } from "../../backend/test/redis.ts";
import { SLOW_LOOP } from "../definitions.ts";
import { quantile } from "../load/drive.ts";
import { LiveSocket, isTerminal } from "../load/sockets.ts";
import type { Frame } from "../load/sockets.ts";
import { pause } from "../setup/child.ts";
import { Person } from "../setup/person.ts";
import { cpuMs } from "../setup/process-figures.ts";
import { startPostgres } from "../setup/postgres.ts";
import type { Database, PostgresServer } from "../setup/postgres.ts";
import { Product } from "../setup/product.ts";
import type { Bench, Outcome, Row, Scenario } from "./scenario.ts";

/** Each has an execution that all its sockets follow, half of them at the other process. */
interface Size {
    readonly people: number;
    /** At each of the two processes. */
    readonly sockets: number;
    readonly turns: number;
    readonly turn_ms: number;
    /** From the first start to the last. */
    readonly begin_ms: number;
}

/** While all of them run, and all are followed. */
interface Window {
    from: number;
    to: number;
}

/** A hundred executions with some four facts every 0.8 s: 500 a second, each to twenty clients. */
const WHOLE: Size = { people: 100, sockets: 10, turns: 40, turn_ms: 790, begin_ms: 5_000 };
const SHORT: Size = { people: 5, sockets: 4, turns: 30, turn_ms: 100, begin_ms: 200 };
/** After the last one has begun: until then frames are read from the log, too. */
const SETTLED_MS = 1_000;
const AGAIN_MS = 500;
const GATE_MS = 300;
/** People that come at the same time. */
const TOGETHER = 5;
const GATE_EVENTS = 500;

const UNJUDGED = { passes: null, reaches_target: null } as const;
const NO_REDIS = "skipped: there is no redis-server (apt-get install redis-server)";

interface Audience {
    readonly person: Person;
    readonly workflow_id: string;
    /** Of the process that runs the execution, and of the other one. */
    readonly here: readonly LiveSocket[];
    readonly there: readonly LiveSocket[];
}

/** When a socket got a frame. */
interface Arrival {
    readonly execution_id: string;
    readonly seq: number;
    readonly at: number;
}

/** What came in the window; gaps from first to last. */
interface Heard {
    readonly here: Arrival[];
    readonly there: Arrival[];
    readonly window: Window;
    readonly errors: string[];
    /** Subscriptions that had to be asked for again. */
    refused: number;
    /** Of the two processes together, while all of them run. */
    cpu_share: number;
}

const started = z.object({ execution_id: z.string() });

async function gather(
    pair: readonly [Product, Product],
    at: number,
    size: Size
): Promise<Audience> {
    const [home, other] = at % 2 === 0 ? pair : [pair[1], pair[0]];
    const person = await Person.register(home, `fan-out-${at}`);
    const workflow_id = await person.publish("fan-out", SLOW_LOOP);
    const token = await person.token();
    const open = (product: Product): Promise<LiveSocket[]> =>
        Promise.all(
            Array.from({ length: size.sockets }, () => LiveSocket.open(product.url, token))
        );
    return { person, workflow_id, here: await open(home), there: await open(other) };
}

/** Every frame in order to the last, at every socket. */
async function perform(audience: Audience, size: Size, heard: Heard): Promise<void> {
    const { person, workflow_id, here, there } = audience;
    const inputs = { times: size.turns, ms: size.turn_ms };
    const body = { workflow_id, inputs };
    const answer = await person.call("POST", "/api/workflows/execute", body);
    const { execution_id } = started.parse(answer);
    const { window } = heard;
    const follow = (socket: LiveSocket, arrivals: Arrival[]): Promise<void> =>
        new Promise((resolve) => {
            let seq = 0;
            const onFrame = (frame: Frame, at: number): void => {
                if (frame.type === "error") {
                    // Told to come again, as after a connection that broke.
                    heard.refused += 1;
                    setTimeout(() => socket.follow(execution_id, { onFrame }, seq), AGAIN_MS);
                }
                if (frame.seq === undefined) return;
                seq += 1;
                const made = Date.parse(frame.timestamp ?? "");
                if (made > window.from && made < window.to)
                    arrivals.push({ execution_id, seq: frame.seq, at });
                if (frame.seq !== seq) {
                    heard.errors.push(`${execution_id}: ${frame.seq} after ${seq - 1}`);
                    seq = frame.seq;
                }
                if (!isTerminal(frame)) return;
                if (frame.type !== "execution:completed")
                    heard.errors.push(`${execution_id}: ${frame.type}`);
                window.to = Math.min(window.to, made);
                socket.forget(execution_id);
                resolve();
            };
            socket.follow(execution_id, { onFrame });
        });
    await Promise.all([
        ...here.map((socket) => follow(socket, heard.here)),
        ...there.map((socket) => follow(socket, heard.there))
    ]);
}

async function watch(pair: readonly [Product, Product], size: Size): Promise<Heard> {
    const audiences: Audience[] = [];
    for (let at = 0; at < size.people; at += TOGETHER) {
        const some = Array.from(
            { length: Math.min(TOGETHER, size.people - at) },
            (_, of) => at + of
        );
        audiences.push(...(await Promise.all(some.map((one) => gather(pair, one, size)))));
    }
    const window = { from: Infinity, to: Infinity };
    const heard: Heard = { here: [], there: [], window, errors: [], refused: 0, cpu_share: 0 };
    const performances: Promise<void>[] = [];
    for (const audience of audiences) {
        const performed = perform(audience, size, heard);
        performed.catch(() => undefined);
        performances.push(performed);
        await pause(size.begin_ms / size.people);
    }
    window.from = Date.now() + SETTLED_MS;
    const spent = (): number => cpuMs(pair[0].pid) + cpuMs(pair[1].pid);
    const [from, before] = [performance.now(), spent()];
    await Promise.all(performances);
    heard.cpu_share = (spent() - before) / (performance.now() - from);
    for (const { here, there } of audiences)
        for (const socket of [...here, ...there]) socket.close();
    return heard;
}

const committed = z.array(
    z.object({ execution_id: z.string(), seq: z.int(), n: z.int(), at: z.coerce.number() })
);

/** When Postgres committed each fact, by its own record. */
async function commits({ admin }: Database): Promise<Map<string, number[]>> {
    const { rows } = await admin.query(
        `select
             execution_id,
             seq,
             n,
             extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000 as at
         from execution_log`
    );
    const times = new Map<string, number[]>();
    for (const { execution_id, seq, n, at } of committed.parse(rows)) {
        const of = times.get(execution_id) ?? [];
        for (let next = seq; next < seq + n; next += 1) of[next] = at;
        times.set(execution_id, of);
    }
    return times;
}

interface Watched {
    readonly heard: Heard;
    readonly times: ReadonlyMap<string, readonly number[]>;
}

function latencies(arrivals: readonly Arrival[], times: Watched["times"]): Float64Array {
    const late = arrivals.map(
        ({ execution_id, seq, at }) => at - (times.get(execution_id)?.[seq] ?? Number.NaN)
    );
    return Float64Array.from(late).sort();
}

function toRow(name: string, size: Size, { heard, times }: Watched, isGated: boolean): Row {
    const all = latencies([...heard.here, ...heard.there], times);
    const there = latencies(heard.there, times);
    const p99 = quantile(all, 0.99);
    const seconds = (heard.window.to - heard.window.from) / 1_000;
    const deliveries = all.length / seconds;
    const rate = deliveries / (size.sockets * 2);
    const passes = p99 <= GATE_MS && rate >= GATE_EVENTS * 0.95 && heard.errors.length === 0;
    return {
        what: `${size.people * size.sockets * 2} clients, ${name}`,
        figure: `commit to client p99 ${p99.toFixed(0)} ms`,
        details: {
            "p50 ms": quantile(all, 0.5).toFixed(1),
            "at the other process p50 ms": quantile(there, 0.5).toFixed(1),
            "p99 ms": quantile(there, 0.99).toFixed(0),
            "most ms": quantile(all, 1).toFixed(0),
            "events/s": rate.toFixed(0),
            "deliveries/s": deliveries.toFixed(0),
            seconds: seconds.toFixed(0),
            "cores of the two": heard.cpu_share.toFixed(2),
            gaps: String(heard.errors.length),
            "asked again": String(heard.refused)
        },
        ...(isGated
            ? { gate: `≤ ${GATE_MS} at ${GATE_EVENTS} events/s`, passes, reaches_target: null }
            : UNJUDGED)
    };
}

async function onePair(
    bench: Bench,
    postgres: PostgresServer,
    name: string,
    variables: { readonly [name: string]: string },
    size: Size
): Promise<Watched> {
    const database = await postgres.create(name);
    await using stack = new AsyncDisposableStack();
    const products: Product[] = [];
    for (const which of ["a", "b"]) {
        const folder = join(bench.folder, `${name}-${which}`);
        await mkdir(folder, { recursive: true });
        const product = await Product.start({ database, folder, variables });
        stack.defer(() => product.stop());
        products.push(product);
    }
    const heard = await watch(products as [Product, Product], size);
    return { heard, times: await commits(database) };
}

async function run(bench: Bench): Promise<Outcome> {
    const size = bench.options.short ? SHORT : WHOLE;
    const rows: Row[] = [];
    const errors: string[] = [];
    const data: { [name: string]: unknown } = {};
    const note = (name: string, watched: Watched, isGated: boolean): void => {
        const row = toRow(name, size, watched, isGated);
        rows.push(row);
        errors.push(...watched.heard.errors.map((error) => `${name}: ${error}`));
        data[name] = row.details;
    };
    await using stack = new AsyncDisposableStack();
    const postgres = await startPostgres({ track_commit_timestamp: "on" });
    stack.defer(() => postgres.stop());
    if (hasRedis) {
        const redis = stack.use(await startRedis());
        const variables = { REDIS_URL: redis.url };
        note("Redis", await onePair(bench, postgres, "fan_redis", variables, size), size === WHOLE);
    } else if (process.env["FM_REQUIRE_ALL"] === "1") {
        errors.push(NO_REDIS);
    } else {
        rows.push({ ...UNJUDGED, what: "Redis", figure: NO_REDIS, details: {} });
    }
    note("Postgres alone", await onePair(bench, postgres, "fan_postgres", {}, size), false);
    return { rows, errors, data };
}

export const FAN_OUT: Scenario = {
    id: "fanout",
    title: "2 000 WebSocket clients at two processes: 500 events a second, each to twenty of them",
    run
};
