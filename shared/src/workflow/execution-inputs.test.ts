import { expect, it } from "vitest";
import { executionInputs } from "./execution-inputs.ts";
import { draw } from "./testing/draw.ts";
import type { DrawnNode } from "./testing/draw.ts";
import { tinyCatalogue } from "./testing/tiny-catalogue.ts";

const start = (schema: object, more: DrawnNode = {}): DrawnNode => ({
    type: "start",
    data: { schema },
    ...more
});
const inputs = (nodes: { [id: string]: DrawnNode }) =>
    executionInputs(draw("", nodes), tinyCatalogue);

it("asks for nothing without an input node", () => {
    expect(inputs({ a: {} })).toEqual({});
});

it("asks for the fields of every input node that is not disabled", () => {
    const found = inputs({
        a: start({ x: { type: "string" } }),
        b: start({ y: { type: "number", required: true } }),
        c: start({ z: {} }, { disabled: true })
    });
    expect(Object.keys(found)).toEqual(["x", "y"]);
    expect(found.y).toMatchObject({ type: "number", required: true });
});

it("wants a field that two nodes name to suit both", () => {
    const found = inputs({
        a: start({ n: { type: "number", default: 1, enum: [1, 2] }, m: { default: null } }),
        b: start({ n: { type: "integer", required: true, enum: [2, 3] }, m: { default: 5 } })
    });
    expect(found.n).toMatchObject({ type: "integer", required: true, enum: [2] });
    expect(found.n?.default).toBeUndefined();
    expect(found.m?.default).toBeNull();
});
