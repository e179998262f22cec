import { LIGHT_5 } from "../definitions.ts";
import { Connection } from "../load/connection.ts";
import { quantile } from "../load/drive.ts";
import type { Driven, Shot } from "../load/drive.ts";
import { LiveSocket, isTerminal } from "../load/sockets.ts";
import { runPairs } from "../measure.ts";
import type { Side } from "../measure.ts";
import { Person } from "../setup/person.ts";
import { range } from "./efficiency.ts";
import { floorShot, startShot } from "./execute.ts";
import type { Bench, Outcome, Scenario } from "./scenario.ts";

/** A socket takes 20 messages a second and a person 20 sockets: each client is a person of its own. */
const SOCKETS = 20;
const PAUSE_MS = 55;

interface Client {
    readonly connection: Connection;
    readonly sockets: readonly LiveSocket[];
    readonly shot: Shot;
    /** Set by the shot when its start was acknowledged. */
    started: string;
    turn: number;
    readonly used: number[];
}

async function openClient(bench: Bench, at: number): Promise<Client> {
    const product = await bench.product();
    const person = await Person.register(product, `watcher-${at}`);
    const workflow_id = await person.publish("watch-5", LIGHT_5);
    const token = await person.token();
    const sockets = await Promise.all(
        Array.from({ length: SOCKETS }, () => LiveSocket.open(product.url, token))
    );
    const client: Client = {
        connection: await Connection.open(product.target),
        sockets,
        shot: await startShot(person, workflow_id, lightInputs, (id) => (client.started = id)),
        started: "",
        turn: 0,
        used: sockets.map(() => 0)
    };
    return client;
}

function lightInputs(n: number): object {
    return { n, name: "Ada" };
}

interface Watched {
    readonly first_ms: number;
    readonly last_ms: number;
    readonly wrong: string | null;
}

/** Start, subscribe, every frame in order to the last one. */
async function watchOne(client: Client, n: number): Promise<Watched> {
    const place = client.turn++ % client.sockets.length;
    const wait = (client.used[place] ?? 0) + PAUSE_MS - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const answer = await client.connection.send(client.shot.request(n));
    const wrong = client.shot.check(answer, n);
    const socket = client.sockets[place];
    if (wrong !== null || socket === undefined) return { first_ms: 0, last_ms: 0, wrong };
    const acknowledged = performance.now();
    client.used[place] = acknowledged;
    const id = client.started;
    return new Promise((resolve) => {
        let seq = 0;
        let first_ms = 0;
        socket.follow(id, {
            onFrame: (frame) => {
                if (frame.seq === undefined) return;
                seq += 1;
                if (seq === 1) first_ms = performance.now() - acknowledged;
                if (!isTerminal(frame) && frame.seq === seq) return;
                socket.forget(id);
                const isWhole = frame.seq === seq && frame.type === "execution:completed";
                const problem = isWhole ? null : `${id}: ${frame.type} ${frame.seq} after ${seq}`;
                resolve({ first_ms, last_ms: performance.now() - acknowledged, wrong: problem });
            }
        });
    });
}

interface Frames {
    first: number[];
    last: number[];
}

async function drive(clients: readonly Client[], seconds: number, frames: Frames): Promise<Driven> {
    const times: number[] = [];
    const errors: string[] = [];
    const started = performance.now();
    const end = started + seconds * 1_000;
    await Promise.all(
        clients.map(async (client) => {
            for (let n = 1; performance.now() < end && errors.length < 20; n += 1) {
                const sent = performance.now();
                const { first_ms, last_ms, wrong } = await watchOne(client, n);
                if (wrong !== null) {
                    errors.push(wrong);
                    continue;
                }
                times.push(performance.now() - sent);
                frames.first.push(first_ms);
                frames.last.push(last_ms);
            }
        })
    );
    const took = (performance.now() - started) / 1_000;
    const sorted = Float64Array.from(times).sort();
    return {
        count: times.length,
        seconds: took,
        per_second: times.length / took,
        p50_ms: quantile(sorted, 0.5),
        p99_ms: quantile(sorted, 0.99),
        errors
    };
}

async function run(bench: Bench): Promise<Outcome> {
    const { options } = bench;
    const product = await bench.product();
    const floor = await bench.floor();
    const count = Math.max(...options.clients);
    const clients: Client[] = [];
    for (let at = 0; at < count; at += 1) clients.push(await openClient(bench, at));
    const frames: Frames = { first: [], last: [] };
    const subject: Side = {
        name: "product",
        target: product.target,
        pid: product.pid,
        drive: ({ seconds }) => drive(clients, seconds, frames)
    };
    const pairs = await runPairs({
        subject,
        floor: {
            name: "floor record",
            target: floor.target,
            pid: floor.pid,
            shot: () => floorShot("/record/5")
        },
        clients: count,
        pairs: options.pairs,
        seconds: options.seconds,
        postgres_pid: bench.postgres.pid
    });
    for (const { connection, sockets } of clients) {
        connection.close();
        for (const socket of sockets) socket.close();
    }
    const at = (list: readonly number[], share: number): string =>
        quantile(Float64Array.from(list).sort(), share).toFixed(2);
    return {
        rows: [
            {
                what: `watch-5, c=${count}`,
                figure: `${range(pairs.ratio, 2)} of the floor`,
                details: {
                    "exec/s": range(pairs.subject.per_second, 0),
                    "floor/s": range(pairs.floor.per_second, 0),
                    "first frame p50/p99 ms": `${at(frames.first, 0.5)}/${at(frames.first, 0.99)}`,
                    "last frame p50/p99 ms": `${at(frames.last, 0.5)}/${at(frames.last, 0.99)}`,
                    "CPU ms": pairs.subject.cpu_ms.median.toFixed(3)
                },
                gate: "≥ 0.1",
                target: "≥ 0.25",
                passes: pairs.ratio.median >= 0.1,
                reaches_target: pairs.ratio.median >= 0.25
            }
        ],
        errors: pairs.errors,
        data: { pairs }
    };
}

export const P2: Scenario = {
    id: "P2",
    title: "watch-5: acknowledged, then watched to the end over WebSocket",
    run
};
