import { SLOW_LOOP } from "../definitions.ts";
import { quantile } from "../load/drive.ts";
import { LiveSocket, isTerminal } from "../load/sockets.ts";
import type { Product } from "../setup/product.ts";
import { Person } from "../setup/person.ts";
import type { Bench, Outcome, Scenario } from "./scenario.ts";
import { z } from "zod";

const SOCKETS_EACH = 20;

interface Audience {
    readonly person: Person;
    readonly workflow_id: string;
    readonly sockets: readonly LiveSocket[];
}

interface Heard {
    readonly latencies: number[];
    frames: number;
    readonly errors: string[];
}

async function gather(product: Product, at: number, sockets: number): Promise<Audience> {
    const person = await Person.register(product, `audience-${at}`);
    const workflow_id = await person.publish("events", SLOW_LOOP);
    const token = await person.token();
    return {
        person,
        workflow_id,
        sockets: await Promise.all(
            Array.from({ length: sockets }, () => LiveSocket.open(product.url, token))
        )
    };
}

const started = z.object({ execution_id: z.string() });

/** One execution, heard by all of an audience, every frame in order to the last. */
async function perform(
    { person, workflow_id, sockets }: Audience,
    inputs: { readonly times: number; readonly ms: number },
    heard: Heard
): Promise<void> {
    const answer = await person.call("POST", "/api/workflows/execute", { workflow_id, inputs });
    const { execution_id } = started.parse(answer);
    await Promise.all(
        sockets.map(
            (socket) =>
                new Promise<void>((resolve) => {
                    let seq = 0;
                    socket.follow(execution_id, {
                        onFrame: (frame, at) => {
                            if (frame.seq === undefined) return;
                            seq += 1;
                            heard.frames += 1;
                            const made = Date.parse(frame.timestamp ?? "");
                            // What was before the subscription is read from the log, not live.
                            if (seq > 50) heard.latencies.push(at - made);
                            if (frame.seq !== seq) {
                                heard.errors.push(`${execution_id}: ${frame.seq} after ${seq - 1}`);
                                seq = frame.seq;
                            }
                            if (!isTerminal(frame)) return;
                            if (frame.type !== "execution:completed")
                                heard.errors.push(`${execution_id}: ${frame.type}`);
                            socket.forget(execution_id);
                            resolve();
                        }
                    });
                })
        )
    );
}

async function run(bench: Bench): Promise<Outcome> {
    const { short } = bench.options;
    const product = await bench.product();
    const audiences: Audience[] = [];
    for (let at = 0; at < (short ? 1 : 5); at += 1)
        audiences.push(await gather(product, at, SOCKETS_EACH));
    const clients = audiences.length * SOCKETS_EACH;
    // About four facts a turn: some two hundred a second for each client.
    const paced: Heard = { latencies: [], frames: 0, errors: [] };
    const pacedFrom = performance.now();
    const inputs = { times: short ? 100 : 500, ms: 18 };
    await Promise.all(audiences.map((audience) => perform(audience, inputs, paced)));
    const pacedSeconds = (performance.now() - pacedFrom) / 1_000;
    const flat: Heard = { latencies: [], frames: 0, errors: [] };
    const flatFrom = performance.now();
    const most = { times: short ? 500 : 5_000, ms: 0 };
    await Promise.all(audiences.map((audience) => perform(audience, most, flat)));
    const flatSeconds = (performance.now() - flatFrom) / 1_000;
    for (const { sockets } of audiences) for (const socket of sockets) socket.close();
    const sorted = Float64Array.from(paced.latencies).sort();
    const p99 = quantile(sorted, 0.99);
    const rate = flat.frames / flatSeconds;
    return {
        rows: [
            {
                what: `${clients} clients, paced`,
                figure: `fact to client p99 ${p99.toFixed(1)} ms`,
                details: {
                    "p50 ms": quantile(sorted, 0.5).toFixed(1),
                    "deliveries/s": (paced.frames / pacedSeconds).toFixed(0),
                    lost: String(paced.errors.length)
                },
                gate: "≤ 25",
                target: "≤ 8",
                passes: p99 <= 25,
                reaches_target: p99 <= 8
            },
            {
                what: `${clients} clients, as fast as it goes`,
                figure: `${rate.toFixed(0)} deliveries/s`,
                details: { lost: String(flat.errors.length) },
                gate: "≥ 20000",
                target: "≥ 60000",
                passes: rate >= 20_000,
                reaches_target: rate >= 60_000
            }
        ],
        errors: [...paced.errors, ...flat.errors],
        data: { p99, rate, paced: paced.frames, flat: flat.frames }
    };
}

export const P11: Scenario = {
    id: "P11",
    title: "events: 200 a second to each of 100 clients, then as fast as it goes",
    run
};
