import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Value } from "@flowmaestro/shared/orchestrator/values.ts";
import { ValueCache } from "./value-cache.ts";
import { Values } from "./values.ts";
import type { ValueRow } from "./values.ts";

async function encoded(values: Values, json: unknown) {
    const outcome = await values.encode("e", json);
    if (!outcome.ok) throw new Error(outcome.message);
    return outcome;
}

describe("values that are not on disk yet", () => {
    it("are found with whoever is to write them, however many came after", async () => {
        const asked: string[] = [];
        const values = new Values(
            {
                readValues: async (_id, shas) => {
                    asked.push(...shas);
                    return new Map();
                }
            },
            "/nowhere"
        );
        const held: { value: Value; row: ValueRow | null }[] = [];
        for (let n = 0; n < 50; n += 1)
            held.push(await encoded(values, { n, text: "x".repeat(1_000_000) }));
        for (const [n, { value }] of held.entries())
            expect(await values.read(value)).toMatchObject({ n });
        expect(asked).toEqual([]);
        expect(held.every(({ row }) => row !== null)).toBe(true);
    });
});

describe("values too large for a row", () => {
    it("are written once by many who put out the same at once, in one process or two", async () => {
        const directory = await mkdtemp(join(tmpdir(), "fm-values-"));
        try {
            const readValues = async () => new Map<string, ValueRow>();
            const [here, there] = [1, 2].map(() => new Values({ readValues }, directory));
            if (here === undefined || there === undefined) throw new Error("No values.");
            const text = "z".repeat(1_500_000);
            const many = Array.from({ length: 12 }, (_, n) => encoded(n % 3 ? here : there, text));
            const [first, ...others] = (await Promise.all(many)).map(({ row }) => row);
            for (const row of others) expect(row).toEqual(first);
            expect(await readdir(join(directory, "e"))).toEqual([first?.sha]);
            expect(await here.file(first?.file ?? "")).toBe(JSON.stringify(text));
        } finally {
            await rm(directory, { recursive: true });
        }
    });
});

describe("turns read together", () => {
    it("are in order, from here and from elsewhere, single and in parts", async () => {
        const rows = new Map<string, ValueRow>();
        let questions = 0;
        const readValues = async () => {
            questions += 1;
            return rows;
        };
        const writer = new Values({ readValues }, "/nowhere");
        const far: Value[] = [];
        for (let n = 0; n < 100; n += 1) {
            const { value, row } = await encoded(writer, { n, text: "y".repeat(300) });
            if (row !== null) rows.set(row.sha, row);
            far.push(value);
        }
        const reader = new Values({ readValues }, "/nowhere");
        const parts = {
            parts: [["a", { json: 1 }] as const, ["b", far[7] ?? { json: 0 }] as const]
        };
        const list = await reader.readTurns([{ json: "near" }, ...far, parts]);
        expect(list).toHaveLength(102);
        expect(list[0]).toBe("near");
        expect(list.slice(1, 101)).toEqual(far.map((_, n) => ({ n, text: "y".repeat(300) })));
        expect(list[101]).toMatchObject({ a: 1, b: { n: 7 } });
        expect(questions).toBeLessThan(5);
    });
});

describe("the cache", () => {
    it("holds what is small by age, and remembers what is large", () => {
        const cache = new ValueCache(1_000);
        const large = ["large"];
        cache.set("large", large, 900);
        for (let n = 0; n < 20; n += 1) cache.set(`s${n}`, n, 100);
        expect(cache.get("s0")).toBeUndefined();
        expect(cache.get("s19")).toMatchObject({ json: 19 });
        expect(cache.get("large")).toEqual({ json: large });
    });
});
