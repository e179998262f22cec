import { expect, it } from "vitest";
import { catalogue } from "@flowmaestro/nodes/catalogue.gen.ts";
import { groupedTypes, searchTypes } from "./search.ts";

it.each([
    ["echo", "echo"],
    ["if", "conditional"],
    ["branch", "conditional"],
    ["result", "output"],
    ["ech", "echo"],
    ["inpt", "input"],
    ["sticky", "note"]
])("%s finds %s first", (query, type) => {
    expect(searchTypes(catalogue, query)[0]?.type.type).toBe(type);
});

it("marks the letters that were asked for", () => {
    expect(searchTypes(catalogue, "cho")[0]?.marked).toEqual([1, 2, 3]);
});

it("finds nothing for what is not there", () => {
    expect(searchTypes(catalogue, "jira")).toEqual([]);
});

it("groups every type once", () => {
    const types = groupedTypes(catalogue).flatMap((group) => group.types);
    expect(types.map((type) => type.type).sort()).toEqual([...catalogue.types].sort());
});
