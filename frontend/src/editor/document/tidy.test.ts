import { describe, expect, it } from "vitest";
import { drawn, node } from "../testing/tiny-catalogue.ts";
import { tidy } from "./tidy.ts";
import type { TidyOptions } from "./tidy.ts";

const options: TidyOptions = {
    sizeOf: () => ({ width: 208, height: 64 }),
    gap: { x: 56, y: 40 },
    isLoose: (id) => id.startsWith("note")
};

describe("tidy up", () => {
    it("puts followers to the right and covers nobody", () => {
        //  a ─▶ b ─▶ d
        //   └─▶ c ─▶ ┘
        const { definition } = drawn(
            [node("a"), node("b"), node("c"), node("d"), node("note")],
            "a>b a>c b>d c>d"
        );
        const placed = tidy(definition, options);
        const at = (id: string) => placed.get(id) ?? { x: Number.NaN, y: Number.NaN };
        expect(placed.has("note")).toBe(false);
        expect(at("b").x).toBeGreaterThanOrEqual(at("a").x + 208 + 48);
        expect(at("b").x).toBe(at("c").x);
        expect(Math.abs(at("b").y - at("c").y)).toBeGreaterThanOrEqual(64 + 32);
        for (const { x, y } of placed.values())
            expect([x % 8, y % 8].map(Math.abs)).toEqual([0, 0]);
    });

    it("continues a long chain in a band below", () => {
        const ids = Array.from({ length: 9 }, (_, index) => `n${index}`);
        const edges = ids.slice(1).map((id, index) => `n${index}>${id}`);
        const { definition } = drawn(
            ids.map((id) => node(id)),
            edges.join(" ")
        );
        const placed = tidy(definition, options);
        const bands = new Set([...placed.values()].map((point) => point.y));
        expect(bands.size).toBe(2);
        const widest = Math.max(...[...placed.values()].map((point) => point.x));
        expect(widest).toBeLessThanOrEqual(5 * 264);
    });

    it("moves only what it was asked to, around the place where that stood", () => {
        const { definition } = drawn(
            [
                node("a", "step", { position: { x: 800, y: 400 } }),
                node("b", "step", { position: { x: 800, y: 480 } }),
                node("c")
            ],
            "a>b b>c"
        );
        const placed = tidy(definition, { ...options, only: new Set(["a", "b"]) });
        expect([...placed.keys()].sort()).toEqual(["a", "b"]);
        expect(placed.get("a")).toEqual({ x: 800, y: 400 });
    });

    it("lays out 300 nodes in less than a second", () => {
        const ids = Array.from({ length: 300 }, (_, index) => `n${index}`);
        const edges = ids.slice(1).map((id, index) => `n${Math.floor(index / 2)}>${id}`);
        const { definition } = drawn(
            ids.map((id) => node(id)),
            edges.join(" ")
        );
        const begin = process.threadCpuUsage();
        expect(tidy(definition, options).size).toBe(300);
        const { user, system } = process.threadCpuUsage(begin);
        expect((user + system) / 1_000).toBeLessThan(1_000);
    });
});
