import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { buildPlan } from "@flowmaestro/shared/orchestrator/testing/plan-builder.ts";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import { testApi } from "../../../test/api.ts";
import { hasRedis, startRedis } from "../../../test/redis.ts";
import type { MortalRedis } from "../../../test/redis.ts";
import { newId } from "../../platform/ids.ts";
import { openFanOut } from "../fan-out.ts";
import type { FanOut } from "../fan-out.ts";
import { createHub } from "../hub.ts";
import type { ExecutionKey, Hub } from "../hub.ts";
import { Notices } from "../../storage/notices.ts";

const api = await testApi();
const { deps, database } = api;
const logger = pino({ level: "silent" });
const resources = new AsyncDisposableStack();
afterAll(() => resources.disposeAsync());

interface Node {
    readonly hub: Hub;
    readonly fanOut: FanOut;
    readonly endedSessions: string[];
}

/** So rarely that what is heard was told. */
const NEVER_MS = 3_600_000;

/** What one process has of it. */
function node(redis: MortalRedis | null, poll_ms = NEVER_MS): Node {
    const endedSessions: string[] = [];
    const usual = { username: undefined, password: undefined, database: 0, tls: false };
    const fanOut = openFanOut({
        place:
            redis === null
                ? null
                : {
                      address: { host: "127.0.0.1", port: redis.port, ...usual },
                      installation: "test"
                  },
        pool: database.pools.app,
        logger,
        resources,
        onSessionEnded: (id) => void endedSessions.push(id)
    });
    if (fanOut.notices.length > 0) {
        const notices = new Notices({
            pool: database.pools.app,
            logger,
            channels: fanOut.notices
        });
        notices.open();
        resources.defer(() => notices.close());
    }
    const { bus, streams } = fanOut;
    const { clock, data } = deps;
    const hub = createHub({ logger, clock, data, bus, streams, poll_ms });
    resources.defer(() => hub.close());
    return { hub, fanOut, endedSessions };
}

const PLAN = buildPlan("a -> b", { nodes: { a: { type: "light" }, b: { type: "light" } } });

/** An execution whose facts are stored, and then published by some process, as engines do it. */
function story() {
    const key: ExecutionKey = {
        execution_id: newId(),
        workspace_id: newId(),
        workflow_id: newId()
    };
    let last = 0;
    const facts = (count: number, words: string): Fact[] =>
        Array.from({ length: count }, () => ({
            kind: "execution:paused",
            by: words,
            at: Date.now()
        }));
    const store = async (count: number, words = "somebody") => {
        const first_seq = last + 1;
        last += count;
        const stored = facts(count, words);
        const client = await database.admin.connect();
        try {
            // Of no execution: what counts here is the log.
            await client.query("set session_replication_role = replica");
            await client.query(
                "insert into execution_log (execution_id, workspace_id, seq, n, facts) values ($1, $2, $3, $4, $5)",
                [
                    key.execution_id,
                    key.workspace_id,
                    first_seq,
                    count,
                    stored.map((fact) => JSON.stringify(fact)).join("\n")
                ]
            );
        } finally {
            client.release(true);
        }
        return { ...key, plan: PLAN, first_seq, facts: stored };
    };
    return { key, store };
}

function follow(hub: Hub, key: ExecutionKey, after_seq = 0) {
    const seqs: number[] = [];
    const hints: { type: string; [field: string]: unknown }[] = [];
    const follower = hub.follow({
        ...key,
        after_seq,
        is_over: false,
        sink: {
            lines: (lines) => void seqs.push(...lines.map(({ seq }) => seq)),
            hint: ({ text }) => void hints.push(JSON.parse(text)),
            ended: () => undefined,
            failed: (error) => {
                throw error;
            }
        }
    });
    resources.defer(() => follower.stop());
    return { seqs, hints };
}

const upTo = (last: number): number[] => Array.from({ length: last }, (_, at) => at + 1);

/** Until that process has heard that somebody elsewhere follows it. */
async function heard({ fanOut }: Node, { execution_id }: ExecutionKey): Promise<void> {
    await expect.poll(() => fanOut.bus.isWanted(execution_id)).toBe(true);
}

function areUp(pair: readonly Node[]): boolean {
    return pair.every(({ fanOut }) => fanOut.bus.isUp);
}

function promises(pair: () => readonly [Node, Node]): void {
    it("carries facts to those who follow at another process, and hints", async () => {
        const [a, b] = pair();
        const { key, store } = story();
        const told = follow(b.hub, key);
        await heard(a, key);
        a.hub.publish(await store(3));
        a.hub.publish(await store(2));
        await expect.poll(() => told.seqs).toEqual(upTo(5));
        a.hub.hint(key, { type: "node:retry", node_id: "a", instance: "a", attempt: 2 });
        await expect
            .poll(() => told.hints)
            .toContainEqual(expect.objectContaining({ type: "node:retry", attempt: 2 }));
    });

    it("shows what is too long to be carried all the same", async () => {
        const [a, b] = pair();
        const { key, store } = story();
        const told = follow(b.hub, key);
        await heard(a, key);
        a.hub.publish(await store(2, "x".repeat(60_000)));
        await expect.poll(() => told.seqs).toEqual(upTo(2));
    });

    it("shows what was stored while the following was being announced", async () => {
        const [a, b] = pair();
        const { key, store } = story();
        const first = await store(1);
        const told = follow(b.hub, key);
        // Nobody has heard yet that B follows.
        a.hub.publish(first);
        a.hub.publish(await store(1));
        await expect.poll(() => told.seqs).toEqual(upTo(2));
    });

    it("repairs a gap from the log, and passes over what comes twice", async () => {
        const [a, b] = pair();
        const { key, store } = story();
        const told = follow(b.hub, key);
        await heard(a, key);
        const first = await store(2);
        await store(2);
        const third = await store(1);
        a.hub.publish(first);
        a.hub.publish(third);
        a.hub.publish(first);
        a.hub.publish(third);
        await expect.poll(() => told.seqs).toEqual(upTo(5));
    });

    it("carries nothing that nobody follows", async () => {
        const [a] = pair();
        const { store } = story();
        const said = vi.spyOn(JSON, "stringify");
        const published = await store(5);
        said.mockClear();
        a.hub.publish(published);
        expect(said).not.toHaveBeenCalled();
        said.mockRestore();
    });

    it("tells of a session that ended", async () => {
        const [a, b] = pair();
        const id = newId();
        a.fanOut.bus.sessionEnded(id);
        await expect.poll(() => b.endedSessions).toContain(id);
        expect(a.endedSessions).not.toContain(id);
    });
}

describe("the bus over Postgres", () => {
    let pair: readonly [Node, Node];
    beforeAll(async () => {
        pair = [node(null), node(null)];
        await vi.waitUntil(() => areUp(pair), { timeout: 15_000 });
    });
    promises(() => pair);
});

describe.skipIf(!hasRedis)("the bus over Redis", () => {
    let redis: MortalRedis;
    let pair: readonly [Node, Node];
    beforeAll(async () => {
        redis = await startRedis();
        resources.defer(() => redis[Symbol.asyncDispose]());
        pair = [node(redis), node(redis)];
        await vi.waitUntil(() => areUp(pair), { timeout: 15_000 });
    });
    promises(() => pair);

    const speak = (hub: Hub, key: ExecutionKey, chunk: string, attempt = 1): void =>
        hub.hint(key, { type: "node:stream", node_id: "a", instance: "a", attempt, chunk });

    it("gives one who comes later what was said before, then what follows, once each", async () => {
        const [a, b] = pair;
        const { key } = story();
        const words = Array.from({ length: 40 }, (_, at) => `${at} `);
        const early = follow(b.hub, key);
        await heard(a, key);
        for (const word of words.slice(0, 20)) {
            speak(a.hub, key, word);
            await new Promise((resolve) => setTimeout(resolve, 5));
        }
        const late = follow(b.hub, key);
        for (const word of words.slice(20)) {
            speak(a.hub, key, word);
            await new Promise((resolve) => setTimeout(resolve, 5));
        }
        const text = ({ hints }: typeof late): string => {
            let last = 0;
            let said = "";
            for (const { from, n, chunk } of hints) {
                if (from === 1) said = String(chunk);
                else if (from === last + 1) said += String(chunk);
                if (Number(n) > last) last = Number(n);
            }
            return said;
        };
        await expect.poll(() => text(early)).toBe(words.join(""));
        await expect.poll(() => text(late)).toBe(words.join(""));
        expect(late.hints[0]).toMatchObject({ type: "node:stream", from: 1 });
        speak(a.hub, key, "anew", 2);
        const latest = follow(b.hub, key);
        await expect.poll(() => text(latest)).toBe("anew");
    });

    it("finds out what it missed while Redis was dead, and is heard again after", async () => {
        const [a, heedful] = pair;
        const looking = node(redis, 1_000);
        const all = [...pair, looking];
        await expect.poll(() => areUp(all)).toBe(true);
        const { key, store } = story();
        const told = follow(heedful.hub, key);
        const found = follow(looking.hub, key);
        await heard(a, key);
        a.hub.publish(await store(1));
        await expect.poll(() => told.seqs).toEqual(upTo(1));
        await redis.kill();
        await expect.poll(() => all.some(({ fanOut }) => fanOut.bus.isUp)).toBe(false);
        a.hub.publish(await store(1));
        await expect.poll(() => found.seqs).toEqual(upTo(2));
        await redis.start();
        await expect.poll(() => areUp(all)).toBe(true);
        await expect.poll(() => told.seqs).toEqual(upTo(2));
        a.hub.publish(await store(1));
        await expect.poll(() => told.seqs).toEqual(upTo(3));
    }, 60_000);
});
