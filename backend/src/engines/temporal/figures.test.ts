import proto from "@temporalio/proto";
import { afterAll, describe, expect, it } from "vitest";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import { testDatabase } from "../../../test/database.ts";
import { testTemporal } from "../../../test/temporal.ts";
import { historyOf } from "./histories/kept.ts";
import { openLab, present } from "./testing/lab.ts";
import type { Lab, Recorded } from "./testing/lab.ts";
import { asks, chain, effect, fails, grid, light, plan } from "./testing/plans.ts";

/** What a history costs, and what it must never hold. */
const database = await testDatabase();
const env = await testTemporal();
const opened = env === null ? null : await openLab(database, env);
afterAll(() => opened?.stop());

const lab = (): Lab => present(opened);

async function run(of: Plan, inputs: { readonly [key: string]: Json } = {}): Promise<Recorded> {
    const id = await lab().start(of, inputs);
    await lab().ended(id, of, 90_000);
    return only(id);
}

async function only(id: string): Promise<Recorded> {
    await lab()
        .client.workflow.getHandle(id)
        .result()
        .catch(() => undefined);
    const [recorded, ...others] = await lab().histories(id);
    if (recorded === undefined || others.length > 0) throw new Error("Not one run.");
    return recorded;
}

function say(what: string, { events, bytes }: Recorded): void {
    console.log(`${what}: ${events} events, ${Math.round(bytes / 1_000)} KB`);
}

const LONG = "x".repeat(10_000);

describe("a history", { timeout: 120_000 }, () => {
    // What a stalled machine lets come apart takes turns of its own: then it is tried again.
    it("of ten times ten effects is small, whatever they carry", { retry: 2 }, async () => {
        const small = await run(grid(10, 10, () => effect("x")));
        const large = await run(grid(10, 10, () => effect(LONG)));
        say("10×10 effects", small);
        say("10×10 effects with 10 KB each", large);
        for (const { events, bytes } of [small, large]) {
            expect(events).toBeLessThanOrEqual(400);
            expect(bytes).toBeLessThanOrEqual(130_000);
        }
    });

    it("of half light ones is smaller, of light ones all but nothing", async () => {
        const half = await run(grid(10, 10, (layer) => (layer % 2 === 0 ? light() : effect())));
        const all = await run(grid(10, 10, () => light(LONG)));
        say("10×10 half light", half);
        say("10×10 all light", all);
        expect(half.events).toBeLessThanOrEqual(250);
        expect(all.events).toBeLessThanOrEqual(20);
        expect(all.bytes).toBeLessThanOrEqual(130_000);
    });

    it("of a hundred one after the other grows with what they do", async () => {
        const effects = await run(chain(100, () => effect()));
        const lights = await run(chain(100, () => light()));
        say("chain of 100 effects", effects);
        say("chain of 100 light nodes", lights);
        expect(effects.bytes).toBeLessThanOrEqual(250_000);
        expect(lights.events).toBeLessThanOrEqual(20);
    });
});

/** Everything that stands in it, as bytes: payloads are not encoded there. */
function bytesOf({ json }: Recorded): Buffer {
    return Buffer.from(proto.temporal.api.history.v1.History.encode(historyOf(json)).finish());
}

const canary = (name: string): string => `CANARY-${name}-${"y".repeat(300)}`;
const asked = ({ kind }: Fact): boolean => kind === "user:input:required";

describe("what history must not hold", { timeout: 60_000 }, () => {
    // As compiled where the input `password` is called secret.
    const secret = { output: true as const, fields: ["value"] };
    const whole = plan(
        "in -> a -> b(continue) -> q -> d -> e(output)",
        {
            in: light({ given: "${inputs.given}", own: canary("config") }),
            a: effect({ deep: [canary("effect")] }),
            b: fails(9, false),
            q: asks(3_600, { prompt: canary("prompt") }),
            d: effect("${inputs.password}", { secret }),
            e: light("${a.output}", { reads: ["a"] })
        },
        { secrets: ["password"] }
    );

    it("is any text over 256 bytes, and any secret", async () => {
        const id = await lab().start(whole, { given: canary("input"), password: "CANARY-secret" });
        await lab().until(id, (facts) => facts.some(asked));
        const answer = { port: "out", output: { json: canary("answer") }, by: "somebody" };
        await lab().signal(id, { kind: "answer", id: "q", answer });
        const log = await lab().ended(id, whole);
        expect(log.at(-1)?.kind).toBe("execution:completed");
        const recorded = await only(id);
        const bytes = bytesOf(recorded);
        // It is there to be found, where something is.
        expect(bytes.includes("node:completed")).toBe(true);
        const text = bytes.toString("latin1");
        const found = [...text.matchAll(/.{0,300}(?:y{257}|CANARY-secret).{0,100}/g)].map(String);
        expect(found).toEqual([]);
        expect(lab().sent.map(({ config }) => config)).toContain("CANARY-secret");
    });
});
