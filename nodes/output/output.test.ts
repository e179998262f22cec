import { describe, expect, it } from "vitest";
import { compileNode } from "../kit/checking.ts";
import { runNode } from "../kit/harness.ts";
import { definition } from "./definition.ts";
import executor from "./executor.ts";

describe("output", () => {
    it.each([
        ["${a.output}", { n: 5 }],
        ["n is ${a.output.n}", "n is 5"],
        [{ deep: ["${a.output.n}", null] }, { deep: [5, null] }],
        [null, null]
    ])("hands out %j", async (output, expected) => {
        const { result } = await runNode(executor, { output }, { outputs: { a: { n: 5 } } });
        expect(result).toEqual({ kind: "done", port: "out", output: expected });
    });

    it("fails with the reference that leads nowhere", async () => {
        const { result } = await runNode(
            executor,
            { output: { x: "${a.output.zz}" } },
            {
                outputs: { a: { n: 5 } }
            }
        );
        expect(result).toMatchObject({
            kind: "failed",
            error: {
                code: "UNRESOLVED_REFERENCE",
                details: { reference: "a.output.zz", field: "data.output.x", exists: ["n"] }
            }
        });
    });

    it("goes by its name, or its id", () => {
        const named = (data: { output: string; name?: string }) =>
            compileNode(definition, data).plan?.outputs;
        expect(named({ output: "x", name: " total " })).toEqual([{ node: 0, name: "total" }]);
        expect(named({ output: "x", name: "" })).toEqual([{ node: 0, name: "node" }]);
        expect(named({ output: "x" })).toEqual([{ node: 0, name: "node" }]);
    });

    it("has to be told what", () => {
        expect(compileNode(definition, {}).problems).toMatchObject([
            { code: "MISSING_CONFIG", field: "data.output" }
        ]);
    });
});
