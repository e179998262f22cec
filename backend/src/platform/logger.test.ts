import { expect, test } from "vitest";
import { createRequestLogger, createServiceLogger, createWorkerLogger } from "./logger.ts";
import type { LogOptions, Logger } from "./logger.ts";

const JWT =
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";

function logged(work: (logger: Logger) => void, options: LogOptions = {}): string {
    let text = "";
    const destination = { write: (line: string) => void (text += line) };
    work(createServiceLogger("test", { ...options, destination }));
    return text;
}

test("a line is JSON with its service, level, time and ids", () => {
    const text = logged((logger) => {
        createRequestLogger(logger, { id: "r1" }).info({ workspace_id: "w1" }, "request");
        createWorkerLogger(logger, "engine").warn("lease_lost");
    });
    const [first, second] = text.trim().split("\n");
    expect(JSON.parse(first ?? "")).toEqual({
        level: "info",
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        service: "test",
        request_id: "r1",
        workspace_id: "w1",
        message: "request"
    });
    expect(JSON.parse(second ?? "")).toMatchObject({ level: "warn", worker: "engine" });
});

test.each([
    { password: "hunter2" },
    { user: { password_hash: "hunter2" } },
    { headers: { authorization: "Bearer hunter2hunter2", "set-cookie": ["hunter2"] } },
    { deep: [{ a: { accessToken: "hunter2" } }] },
    { "x-api-key": "hunter2" },
    { jwt_secret: "hunter2", ENCRYPTION_KEY: "hunter2", credentials: { a: "hunter2" } },
    { url: "postgres://user:hunter2@host/db" },
    { url: "/ws?token=hunter2&x=1" },
    { text: "it said: Authorization: Bearer hunter2hunter2" },
    { err: new Error("connect postgres://u:hunter2@h failed") },
    {
        err: Object.assign(new Error("x"), {
            row: "hunter2",
            cause: new Error("u:p://a:hunter2@b")
        })
    }
])("no secret leaves in %j", (fields) => {
    for (const format of ["json", "lines"] as const) {
        const text = logged((logger) => logger.info(fields, "event"), { format });
        expect(text).not.toContain("hunter2");
        expect(text).toContain("event");
    }
});

test("a token is recognised wherever it stands", () => {
    expect(logged((logger) => logger.info({ note: `see ${JWT}` }, "x"))).not.toContain(JWT);
});

test("counts of tokens are no secrets", () => {
    const text = logged((logger) => logger.info({ max_tokens: 5, total_tokens: 7 }, "x"));
    expect(JSON.parse(text)).toMatchObject({ max_tokens: 5, total_tokens: 7 });
});

test.each(["json", "lines"] as const)(
    "one event is one line of %s, whatever it carries",
    (format) => {
        const evil = 'a\r\n{"level":"error"}\u001b[2J\u2028b\u202e\u0000\u009b';
        const text = logged(
            (logger) => logger.warn({ path: evil, err: new Error(evil) }, `event ${evil}`),
            { format }
        );
        expect(text.endsWith("\n")).toBe(true);
        const line = text.slice(0, -1);
        expect(line).not.toMatch(/[\r\n]/);
        // Colours are ours; nothing else speaks to the terminal.
        // oxlint-disable-next-line no-control-regex
        expect(line.replace(/\u001b\[\d+m/g, "")).not.toMatch(/[\u0000-\u001f\u007f]/);
    }
);

test("a huge payload does not become a huge line", () => {
    const text = logged((logger) =>
        logger.info({ text: "x".repeat(1_000_000), list: Array(10_000).fill("y") }, "x")
    );
    expect(text.length).toBeLessThan(20_000);
});

test("what cannot be JSON is logged all the same", () => {
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    const text = logged((logger) => logger.info({ cycle, big: 1n, bytes: Buffer.from("ab") }, "x"));
    expect(JSON.parse(text)).toMatchObject({ big: "1", bytes: "[2 bytes]" });
});
