import { describe, expect, it } from "vitest";
import { compile } from "@flowmaestro/shared/workflow/compile.ts";
import { createCatalogue } from "../kit/catalogue.ts";
import { compileNode, step } from "../kit/checking.ts";
import type { Incoming } from "../kit/context.ts";
import { runNode } from "../kit/harness.ts";
import { definition } from "./definition.ts";
import executor from "./executor.ts";

const a: Incoming = { source: "a", port: "out", output: { n: 1 } };
const b: Incoming = { source: "b", port: "out", output: "two" };
const failed: Incoming = { source: "risky", port: "error", output: null };
const run = async (mode: string | null, incoming: readonly Incoming[]) =>
    (await runNode(executor, mode === null ? {} : { mode }, { incoming })).result;

describe("merge", () => {
    it("gives the first output in the order of the edges, unless it is told otherwise", async () => {
        expect(await run(null, [b, a])).toEqual({ kind: "done", port: "out", output: "two" });
        expect(await run("first", [a, b])).toMatchObject({ output: { n: 1 } });
    });

    it("gives an object by the id of the source", async () => {
        expect(await run("object", [a, b])).toMatchObject({ output: { a: { n: 1 }, b: "two" } });
    });

    it("gives a list with one entry for each edge, two from one source included", async () => {
        const twice = { ...a, port: "gold" };
        expect(await run("list", [a, twice, b])).toMatchObject({
            output: [{ n: 1 }, { n: 1 }, "two"]
        });
        expect(await run("object", [a, twice])).toMatchObject({ output: { a: { n: 1 } } });
    });

    it("counts what failed and was handled as null", async () => {
        expect(await run("first", [failed, a])).toMatchObject({ output: null });
        expect(await run("list", [a, failed])).toMatchObject({ output: [{ n: 1 }, null] });
        expect(await run("object", [failed])).toMatchObject({ output: { risky: null } });
    });

    it("without edges has nothing to give", async () => {
        expect(await run("first", [])).toMatchObject({ output: null });
        expect(await run("object", [])).toMatchObject({ output: {} });
        expect(await run("list", [])).toMatchObject({ output: [] });
    });

    it("takes ids for names, whatever objects are born with", async () => {
        const odd = ["__proto__", "constructor"].map((source) => ({ ...b, source }));
        const result = await run("object", odd);
        if (result.kind !== "done") throw new Error("It should have ended.");
        expect(Object.keys(result.output ?? {})).toEqual(["__proto__", "constructor"]);
    });

    it("knows what comes out of what goes in", () => {
        const typed = (mode: string) => {
            const node = (id: string, type: string, data: object) => ({
                id,
                type,
                position: { x: 0, y: 0 },
                data: { ...data }
            });
            const nodes = {
                n: node("n", "step", { value: 1 }),
                t: node("t", "step", { value: "x" }),
                m: node("m", "merge", { mode })
            };
            const edges = ["n", "t"].map((source) => ({ id: source, source, target: "m" }));
            const { types } = compile({ nodes, edges }, createCatalogue([definition, step]));
            return types["m"]?.output_schema;
        };
        const both = { type: "union", of: [{ type: "integer" }, { type: "string" }] };
        expect(typed("first")).toEqual(both);
        expect(typed("list")).toEqual({ type: "array", items: both });
        expect(typed("object")).toEqual({
            type: "object",
            properties: { n: { type: "integer" }, t: { type: "string" } },
            optional: ["n", "t"]
        });
    });

    it("knows three ways only", () => {
        expect(compileNode(definition, { mode: "concat" }).problems).toMatchObject([
            { code: "INVALID_CONFIG", field: "data.mode" }
        ]);
        expect(compileNode(definition, {}).problems).toEqual([]);
    });
});
