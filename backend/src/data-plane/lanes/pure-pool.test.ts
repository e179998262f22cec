import { afterEach, describe, expect, it } from "vitest";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import { PurePool } from "./pure-pool.ts";

let pool = new PurePool();
afterEach(() => pool.close());

const never = new AbortController().signal;
const matches = (left: Json, pattern: string) => ({ left, operator: "matches", right: pattern });
const evaluating = (...rules: Json[]) => ({
    type: "conditional",
    config: { condition: { combinator: "or", rules } },
    attempt: 1,
    boundary: null,
    incoming: []
});
const asks = (left: Json, pattern: string) => evaluating(matches(left, pattern));

/** Each rule takes linear time; all of them take seconds. */
const long = evaluating(
    ...Array.from({ length: 60 }, (_, n) =>
        matches("ab".repeat(300_000), `[ab]{1,${400 + n}}[cd]$`)
    )
);

describe("the lane pure", () => {
    it("evaluates in a thread, with patterns", async () => {
        pool = new PurePool();
        expect(await pool.run(asks("gold", "^g.ld$"), never)).toMatchObject({
            kind: "done",
            port: "true",
            output: { result: true }
        });
        expect(pool.has("conditional")).toBe(true);
        expect(pool.has("constructor")).toBe(false);
    });

    it("ends what computes too long, and goes on with the next", async () => {
        pool = new PurePool({ size: 1, deadline_ms: 500 });
        const [ended, short] = await Promise.all([
            pool.run(long, never),
            pool.run(asks("gold", "^g"), never)
        ]);
        expect(ended).toMatchObject({
            kind: "failed",
            error: { code: "NODE_TIMEOUT", is_retryable: false }
        });
        expect(short).toMatchObject({ port: "true" });
    });

    it("ends what is cancelled, running or waiting", async () => {
        pool = new PurePool({ size: 1 });
        const stop = new AbortController();
        const both = Promise.allSettled([
            pool.run(long, stop.signal),
            pool.run(asks("x", "x"), stop.signal)
        ]);
        await new Promise((resolve) => setTimeout(resolve, 200));
        stop.abort(new Error("enough"));
        expect(await both).toMatchObject([{ status: "rejected" }, { status: "rejected" }]);
        expect(await pool.run(asks("gold", "g"), never)).toMatchObject({ port: "true" });
    });

    it("answers what a thread throws as a crash of the node", async () => {
        pool = new PurePool();
        expect(
            await pool.run({ ...asks("x", "x"), config: { condition: 7 } }, never)
        ).toMatchObject({
            kind: "failed",
            error: { code: "NODE_CRASHED" }
        });
    });
});
