import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createLogger } from "./logger.ts";
import type { Logger, LoggerOptions } from "./logger.ts";

type Batch = Parameters<LoggerOptions["send"]>[0];

let sent: { batch: Batch; isClosing: boolean }[];
let isServerUp: boolean;
let isSignedIn: boolean;
let logger: Logger;

beforeEach(() => {
    vi.useFakeTimers();
    sent = [];
    isServerUp = true;
    isSignedIn = true;
    logger = createLogger({
        sessionId: "session-1",
        canSend: () => isSignedIn,
        send: (batch, isClosing) => {
            if (!isServerUp) return Promise.reject(new Error("down"));
            sent.push({ batch, isClosing });
            return Promise.resolve();
        }
    });
});

afterEach(() => vi.useRealTimers());

const messages = () => sent.flatMap(({ batch }) => batch.logs.map((log) => log.message));

describe("the logger", () => {
    it("sends what gathered in five seconds as one batch", async () => {
        logger.info("one");
        logger.warn("two", { execution_id: "e1" });
        await vi.advanceTimersByTimeAsync(4999);
        expect(sent).toHaveLength(0);
        await vi.advanceTimersByTimeAsync(1);
        expect(sent).toHaveLength(1);
        expect(sent[0]?.batch).toMatchObject({
            session_id: "session-1",
            logs: [
                { level: "info", message: "one" },
                { level: "warn", message: "two", context: { execution_id: "e1" } }
            ]
        });
    });

    it("sends at once when fifty entries wait", async () => {
        for (let index = 0; index < 50; index++) logger.info(`entry ${index}`);
        await vi.advanceTimersByTimeAsync(0);
        expect(sent.map(({ batch }) => batch.logs.length)).toEqual([50]);
    });

    it("keeps entries in order while the server is away", async () => {
        isServerUp = false;
        logger.info("first");
        await vi.advanceTimersByTimeAsync(5000);
        logger.info("second");
        isServerUp = true;
        await vi.advanceTimersByTimeAsync(5000);
        expect(messages()).toEqual(["first", "second"]);
    });

    it("waits while nobody is signed in", async () => {
        isSignedIn = false;
        logger.info("before");
        await vi.advanceTimersByTimeAsync(20_000);
        expect(sent).toHaveLength(0);
        isSignedIn = true;
        await vi.advanceTimersByTimeAsync(5000);
        expect(messages()).toEqual(["before"]);
    });

    it("carries the correlation id of a child", async () => {
        logger.withCorrelation("save-7").info("saved");
        await logger.flush(true);
        expect(sent[0]).toMatchObject({
            isClosing: true,
            batch: { logs: [{ correlation_id: "save-7" }] }
        });
    });

    it("masks secrets by key and by look, deep inside, and survives odd values", async () => {
        const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig";
        const circular: Record<string, unknown> = { name: "loop" };
        circular["self"] = circular;
        logger.error(`refused ${jwt} at /ws?ticket=abc123&x=1`, {
            password: "hunter2",
            nested: { apiKey: "k", authorization: "Bearer abc", list: [{ refresh_token: "r" }] },
            header: "Bearer abc.def",
            key: "sk_live_0123456789",
            circular,
            broken: new Error(`token ${jwt}`),
            nothing: undefined,
            infinite: Number.POSITIVE_INFINITY
        });
        await logger.flush();
        const text = JSON.stringify(sent);
        expect(text).not.toMatch(/hunter2|eyJ|abc123|abc\.def|sk_live_0|"k"|"r"/u);
        expect(text).toContain("/ws?ticket=[redacted]&x=1");
        expect(text).toContain("[deep]");
    });
});
