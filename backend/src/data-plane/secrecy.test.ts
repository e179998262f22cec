import { describe, expect, it } from "vitest";
import { SECRET_MARK } from "@flowmaestro/shared/contract/secret-mark.ts";
import { Results } from "./results.ts";
import { Secrecy, secrecyOf } from "./secrecy.ts";
import { planOf } from "./testing/run-definition.ts";
import { Values } from "./values.ts";
import type { ValueRow } from "./values.ts";
import { createVault, isSealed } from "./vault.ts";

const MESSAGE = { code: "X", is_retryable: false };

describe("what is known of the secrets of an execution", () => {
    const secrecy = new Secrecy(['key=a"b&c-0123456789', "4711", 4242]);

    it("finds them as they are written in JSON, in JSON within JSON and in URLs", () => {
        const text = 'key=a"b&c-0123456789';
        const json = JSON.stringify({ text });
        for (const spelt of [text, json, JSON.stringify(json), encodeURIComponent(text)])
            expect(secrecy.isIn(`before ${spelt} after`), spelt).toBe(true);
        expect(secrecy.isIn("key=other")).toBe(false);
    });

    it("leaves out one that was cut off, too", () => {
        expect(secrecy.redactText('left was key=a"b&c-01…')).toBe(`left was ${SECRET_MARK}…`);
        expect(secrecy.redactText("key=another")).toBe("key=another");
    });

    it("takes short ones only where they stand alone", () => {
        expect(secrecy.redact({ pin: "4711", n: 4242, in: "at 4711", more: 42_420 })).toEqual({
            pin: SECRET_MARK,
            n: SECRET_MARK,
            in: "at 4711",
            more: 42_420
        });
    });

    it("keeps an error back that quotes a short one, of a node that took one", () => {
        const error = { ...MESSAGE, message: '"4711" is no list.' };
        expect(secrecy.redactError(error, { fields: ["items"] }).message).not.toContain("4711");
        expect(secrecy.redactError(error, undefined)).toEqual(error);
    });

    it("says of a reason only how it came out", () => {
        const because = {
            result: true,
            combinator: "and",
            rules: [{ left: "sho", operator: "equals", right: 1, result: true }]
        };
        expect(secrecy.redactBecause(because, { fields: ["condition"] })).toEqual({
            ...because,
            rules: [{ left: SECRET_MARK, operator: "equals", right: SECRET_MARK, result: true }]
        });
    });
});

describe("a sealed value", () => {
    const rows = new Map<string, ValueRow>();
    const withKey = (key: string): Values =>
        new Values({ readValues: async () => rows }, "/nowhere", createVault(key));

    it("is a row however small, which only the key opens", async () => {
        const sealing = { applies: () => true, mark: true as const };
        const encoded = await withKey("one").encode("e", "4711", sealing);
        if (!encoded.ok || encoded.row === null || !("ref" in encoded.value))
            throw new Error("It was not stored.");
        const { row, value } = encoded;
        expect(isSealed(row.body ?? "")).toBe(true);
        expect(JSON.stringify([row, value])).not.toContain("4711");
        expect(value).toMatchObject({ preview: SECRET_MARK, secret: true });
        rows.set(row.sha, row);
        expect(await withKey("one").read(value)).toBe("4711");
        await expect(Promise.resolve(withKey("another").read(value))).rejects.toThrow("kept");
    });
});

describe("an execution that is taken up again", () => {
    const ask = { id: "ask", type: "echo", position: { x: 0, y: 0 }, data: { value: 1 } };
    const plan = planOf({ nodes: [ask], edges: [] });

    it("knows its secrets: those it began with and those that came since", async () => {
        const values = new Values({ readValues: async () => new Map() }, "/nowhere");
        const sealed = async (json: object, ...mark: string[]) => {
            const encoded = await values.encode("e", json, { applies: () => true, mark });
            if (!encoded.ok) throw new Error(encoded.message);
            return encoded.value;
        };
        const results = new Results(plan);
        const inputs = await sealed({ token: "first-secret", name: "open to all" }, "token");
        results.record({ kind: "execution:started", at: 1, trigger: "api", inputs });
        results.record({
            kind: "node:completed",
            at: 2,
            instance: "ask",
            attempts: 1,
            started_at: 1,
            ended_at: 2,
            port: "out",
            output: await sealed({ response: "second-secret", by: "somebody" }, "response")
        });
        const again = Results.from(plan, results.snapshot());
        expect(again.secretParts).toEqual(results.secretParts);
        for (const one of [results, again]) {
            const secrecy = await secrecyOf(one, values);
            expect(secrecy?.redactText("first-secret second-secret open to all somebody")).toBe(
                `${SECRET_MARK} ${SECRET_MARK} open to all somebody`
            );
        }
    });

    it("asks for nothing where there are none", () => {
        const values = new Values({ readValues: async () => new Map() }, "/nowhere");
        const results = new Results(plan);
        expect(secrecyOf(results, values)).toBeNull();
    });
});
