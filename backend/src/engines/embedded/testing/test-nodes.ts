import { z } from "zod";
import { done, failed } from "@flowmaestro/nodes/kit/context.ts";
import { defineNode } from "@flowmaestro/nodes/kit/definition.ts";
import { implementNode } from "@flowmaestro/nodes/kit/executor.ts";
import type { Executor } from "@flowmaestro/nodes/kit/executor.ts";
import { field } from "@flowmaestro/shared/workflow/form.ts";
import type { ExecutorLookup } from "../../../data-plane/data-plane.ts";

/**
 * Node types that only tests have: what the catalogue's own do not do on purpose. `light` answers at
 * once, `effect` reports to whoever watches, `odd` answers the way no executor should.
 */
export interface EffectLog {
    readonly sent: { key: string; attempt: number; config: unknown }[];
}

export const baseType = {
    version: 1,
    category: "logic",
    description: "For tests.",
    keywords: [],
    icon: "box",
    effect: "pure",
    defaults: {},
    ports: [{ id: "out", label: "Out" }],
    accepts_input: true,
    timeout_seconds: null
} as const;

const anything = field(z.json().optional(), {
    title: "Value",
    widget: "json-template",
    template: true
});
const word = (title: string) => field(z.string(), { title, widget: "text" });
const count = (title: string) => field(z.number(), { title, widget: "number" });

const light = implementNode(
    defineNode({
        ...baseType,
        type: "light",
        name: "Light",
        lane: "inline",
        config: z.object({
            value: anything,
            port: field(z.string().optional(), { title: "Port", widget: "text" })
        })
    }),
    ({ value, port }) => done(value ?? null, port)
);

const fails = implementNode(
    defineNode({
        ...baseType,
        type: "fails",
        name: "Fails",
        lane: "inline",
        config: z.object({
            times: count("Times"),
            retryable: field(z.boolean(), { title: "Retryable", widget: "switch" })
        })
    }),
    ({ times, retryable }, { attempt }) =>
        attempt <= times
            ? failed({ code: "ECHO_FAILED", message: "As asked.", is_retryable: retryable })
            : done({ attempt })
);

const slow = implementNode(
    defineNode({
        ...baseType,
        type: "slow",
        name: "Slow",
        lane: "io",
        config: z.object({ ms: count("Milliseconds"), value: anything })
    }),
    async ({ ms, value }, { sleep }) => {
        await sleep(ms);
        return done(value ?? null);
    }
);

const talks = implementNode(
    defineNode({ ...baseType, type: "talks", name: "Talks", lane: "io", config: z.object({}) }),
    async (_config, { progress, stream, log, sleep }) => {
        progress(50);
        stream("hello");
        log("info", "said hello", { to: "everybody" });
        await sleep(50);
        return done(null);
    }
);

/** Ends when it likes, not when it is told. */
const deaf = implementNode(
    defineNode({
        ...baseType,
        type: "deaf",
        name: "Deaf",
        lane: "io",
        config: z.object({ ms: count("Milliseconds") })
    }),
    async ({ ms }) => {
        await new Promise((resolve) => setTimeout(resolve, ms));
        return done("late");
    }
);

const ODDITIES: { readonly [what: string]: () => unknown } = {
    throws: () => {
        throw new Error("x".repeat(5_000_000));
    },
    throws_null: () => {
        throw null;
    },
    rejects_undefined: () => Promise.reject(undefined),
    cyclic_cause: () => {
        const error = new Error("round and round");
        error.cause = error;
        throw error;
    },
    answers_nothing: () => undefined,
    answers_function: () => done((() => 1) as never),
    answers_cycle: () => {
        const cycle: { self?: unknown } = {};
        cycle.self = cycle;
        return done(cycle as never);
    },
    answers_nan: () => done({ deep: [Number.NaN] }),
    answers_bigint: () => done(1n as never),
    nul_and_surrogate: () => done("a\u0000b\ud800c"),
    never: () => new Promise(() => undefined)
};

const odd = implementNode(
    defineNode({
        ...baseType,
        type: "odd",
        name: "Odd",
        lane: "inline",
        config: z.object({ what: word("What") })
    }),
    ({ what }) => ODDITIES[what]?.() as never
);

export function testExecutors(log: EffectLog = { sent: [] }): ExecutorLookup {
    const effect = implementNode(
        defineNode({
            ...baseType,
            type: "effect",
            name: "Effect",
            effect: "write",
            lane: "io",
            config: z.object({ value: anything })
        }),
        async ({ value }, { effect_key: key, attempt }) => {
            log.sent.push({ key, attempt, config: value });
            return done(value ?? null);
        }
    );
    const executors = [light, fails, slow, deaf, talks, odd, effect] as Executor[];
    const byType = new Map(executors.map((each) => [each.definition.type, each]));
    return { get: (type) => byType.get(type) };
}
