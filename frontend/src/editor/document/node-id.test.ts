import { expect, it } from "vitest";
import { freeId, freeLabel, isMadeFrom, slugOf } from "./node-id.ts";

it.each([
    ["Fetch orders!", "fetch_orders"],
    ["  Größe prüfen ", "grosse_prufen"],
    ["2nd try", "nd_try"],
    ["日本", ""],
    ["a".repeat(80), "a".repeat(48)]
])("%s becomes %s", (label, slug) => {
    expect(slugOf(label)).toBe(slug);
});

it.each([
    ["Echo", ["echo", "echo_2"], "echo_3"],
    ["Echo 2", ["echo_2"], "echo_3"],
    ["Inputs", [], "inputs_1"],
    ["日本", ["node_1"], "node_2"]
])("%s beside %j is called %s", (label, taken: string[], id) => {
    expect(freeId(label, (one) => taken.includes(one))).toBe(id);
});

it("knows an id that was made from a label", () => {
    expect(isMadeFrom("echo_2", "Echo")).toBe(true);
    expect(isMadeFrom("echo_2", "Echo 3")).toBe(true);
    expect(isMadeFrom("node-1", "Customer message")).toBe(false);
});

it("numbers labels that are taken", () => {
    const taken = ["Echo", "Echo 2"];
    expect(freeLabel("Echo", (label) => taken.includes(label))).toBe("Echo 3");
});
