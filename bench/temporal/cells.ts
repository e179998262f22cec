import { z } from "zod";
import { quantile } from "../load/drive.ts";
import type { Driven } from "../load/drive.ts";

/** What a worker's process is asked by the scenario, and what it answers. */
export const shapes = ["effects", "light", "local"] as const;
export type Shape = (typeof shapes)[number];

export const question = z.discriminatedUnion("kind", [
    z.object({
        kind: z.literal("drive"),
        shape: z.enum(shapes),
        clients: z.number(),
        seconds: z.number()
    }),
    z.object({ kind: z.literal("history"), shape: z.enum(shapes) }),
    z.object({ kind: z.literal("stop") })
]);
export type Question = z.infer<typeof question>;

const driven = z.object({
    kind: z.literal("driven"),
    count: z.number(),
    seconds: z.number(),
    per_second: z.number(),
    p50_ms: z.number(),
    p99_ms: z.number(),
    errors: z.array(z.string())
});
const history = z.object({
    kind: z.literal("history"),
    events: z.number(),
    bytes: z.number(),
    tasks: z.number()
});
export type History = z.infer<typeof history>;
export const answer = z.discriminatedUnion("kind", [
    driven,
    history,
    z.object({ kind: z.literal("ready") }),
    z.object({ kind: z.literal("failed"), message: z.string() })
]);
export type Answer = z.infer<typeof answer>;

/** One execution from its start to its known end; throws where its answer is not the right one. */
export type Once = (n: number) => Promise<void>;

let serial = 0;

/** Closed loop, as the load over HTTP is: a client starts its next one when the last has ended. */
export async function driveOnce(
    once: Once,
    load: { readonly clients: number; readonly seconds: number }
): Promise<Driven> {
    const times: number[] = [];
    const errors: string[] = [];
    const started = performance.now();
    const end = started + load.seconds * 1_000;
    const client = async (): Promise<void> => {
        while (performance.now() < end && errors.length < 20) {
            const sent = performance.now();
            serial += 1;
            try {
                await once(serial);
                times.push(performance.now() - sent);
            } catch (error) {
                errors.push(error instanceof Error ? error.message : String(error));
            }
        }
    };
    await Promise.all(Array.from({ length: load.clients }, client));
    const seconds = (performance.now() - started) / 1_000;
    const sorted = Float64Array.from(times).sort();
    return {
        count: times.length,
        seconds,
        per_second: times.length / seconds,
        p50_ms: quantile(sorted, 0.5),
        p99_ms: quantile(sorted, 0.99),
        errors
    };
}

/** A worker that makes its own load: both sides pay for that alike. */
export interface Performer {
    once(shape: Shape): Once;
    history(shape: Shape): Promise<Omit<History, "kind">>;
    stop(): Promise<void>;
}

/** The child's end of the line. */
export function serve(performer: Performer): void {
    const tell = (told: Answer): void => void process.send?.(told);
    const take = async (asked: Question): Promise<void> => {
        switch (asked.kind) {
            case "drive":
                tell({
                    kind: "driven",
                    ...mutable(await driveOnce(performer.once(asked.shape), asked))
                });
                break;
            case "history":
                tell({ kind: "history", ...(await performer.history(asked.shape)) });
                break;
            case "stop":
                await performer.stop();
                process.disconnect();
        }
    };
    process.on("message", (message: unknown) => {
        take(question.parse(message)).catch((error: unknown) => {
            const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
            tell({ kind: "failed", message: text });
        });
    });
    process.on("disconnect", () => process.exit(0));
    tell({ kind: "ready" });
}

function mutable(given: Driven) {
    return { ...given, errors: [...given.errors] };
}
