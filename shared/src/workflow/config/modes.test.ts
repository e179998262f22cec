import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Json } from "../../orchestrator/values.ts";
import { jsonValue } from "../../schema/json-value.ts";
import type { NodeType } from "../catalogue.ts";
import { conditionSchema } from "../conditions/schema.ts";
import { field, configSchemaOf, formOf } from "../form.ts";
import { scopeOf } from "../templates/scope.ts";
import { counts, fieldAt, filledFields, missingFields } from "./fields.ts";
import { prepareConfig, resolveConfig } from "./prepare-config.ts";
import { readConfig } from "./read-config.ts";

/** Fields that count in one mode only, lists whose entries have fields, and what is read per turn. */

const config = z.object({
    mode: field(z.enum(["list", "time", "ask"]).default("list"), {
        title: "Mode",
        widget: "choice",
        choices: [
            { value: "list", label: "List" },
            { value: "time", label: "Time", description: "Seconds" }
        ]
    }),
    seconds: field(z.number().min(1).optional(), {
        title: "Seconds",
        widget: "duration",
        template: true,
        when: { field: "mode", is: ["time"] },
        needed: true
    }),
    condition: field(conditionSchema.optional(), {
        title: "Condition",
        widget: "condition",
        template: true,
        when: { field: "mode", is: ["ask"] },
        per_turn: true
    }),
    limit: field(z.int().optional(), { title: "Limit", widget: "number" }),
    cases: field(
        z
            .array(
                z.object({
                    id: field(z.string(), { title: "Id", widget: "text" }),
                    equals: field(jsonValue.optional(), {
                        title: "Equals",
                        widget: "json-template",
                        template: true
                    })
                })
            )
            .default([]),
        { title: "Cases", widget: "cases" }
    )
});

type Config = z.infer<typeof config>;

const type: NodeType<Config> = {
    type: "t",
    version: 1,
    category: "logic",
    name: "T",
    description: "",
    keywords: [],
    icon: "",
    effect: "pure",
    lane: "inline",
    config,
    defaults: {},
    ports: [],
    accepts_input: true,
    timeout_seconds: null
};
const form = formOf(type);
const scope = scopeOf({ a: { output: 7 } });
const asked = { combinator: "and", rules: [{ left: "${a.output}", operator: "equals", right: 7 }] };

describe("a field of one mode", () => {
    it("counts by what stands in the other field, its default included", () => {
        const counting = (data: { [key: string]: unknown }) =>
            form.filter((one) => counts(one, form, data)).map(({ name }) => name);
        expect(counting({})).toEqual(["mode", "limit", "cases"]);
        expect(counting({ mode: "time" })).toContain("seconds");
        expect(counting({ mode: "ask" })).toContain("condition");
        for (const mode of ["constructor", null, 7, ["time"]])
            expect(counting({ mode })).toEqual(["mode", "limit", "cases"]);
    });

    it("is neither checked nor read elsewhere, whatever is left there", () => {
        const left = { mode: "list", seconds: "soon ${x}", condition: 7 };
        expect(readConfig(type, left)).toMatchObject({ issues: [], config: { mode: "list" } });
        expect(filledFields(form, left).map(({ path }) => path)).toEqual([["mode"]]);
        expect(resolveConfig(type, left, scope)).toEqual({ ok: true, value: { mode: "list" } });
    });

    it("has to be filled in where it counts", () => {
        expect(readConfig(type, { mode: "time" }).issues).toEqual([
            { path: ["seconds"], message: "Required.", missing: true }
        ]);
        expect(
            readConfig(type, { mode: "time", limit: "x" }).issues.map(({ path }) => path)
        ).toEqual([["seconds"], ["limit"]]);
        expect(missingFields(form, { mode: "time", seconds: 5 })).toEqual([]);
        expect(readConfig(type, { mode: "time", seconds: "${a.output}" }).issues).toEqual([]);
    });
});

describe("a field that is read per turn", () => {
    const data = { mode: "ask", condition: asked };

    it("waits for the check of a turn", () => {
        const resolved = { ...asked, rules: [{ left: 7, operator: "equals", right: 7 }] };
        expect(prepareConfig(type, data, scope)).toMatchObject({ config: { mode: "ask" } });
        expect(resolveConfig(type, data, scope)).toEqual({ ok: true, value: { mode: "ask" } });
        expect(resolveConfig(type, data, scope, "check")).toEqual({
            ok: true,
            value: { mode: "ask", condition: resolved }
        });
    });

    it("and nothing is read where turns are collected", () => {
        const missing = { mode: "time", seconds: "${gone.output}" };
        expect(resolveConfig(type, missing, scope)).toMatchObject({ ok: false });
        expect(resolveConfig(type, missing, scope, "collect")).toEqual({
            ok: true,
            value: { mode: "time" }
        });
    });
});

describe("a list whose entries have fields", () => {
    const cases: readonly Json[] = [
        { id: "${a.output}", equals: { n: "${a.output}" } },
        { id: "b" },
        7
    ];

    it("opens into them", () => {
        expect(filledFields(form, { cases }, ["data"]).map(({ path }) => path)).toEqual([
            ["data", "cases", 0, "id"],
            ["data", "cases", 0, "equals"],
            ["data", "cases", 1, "id"]
        ]);
        expect(fieldAt(form, ["cases", 0, "equals", "n"])?.title).toBe("Equals");
        expect(fieldAt(form, ["cases", 0])?.title).toBe("Cases");
        expect(fieldAt(form, ["cases"])?.title).toBe("Cases");
    });

    it("resolves each in its own language", () => {
        expect(resolveConfig(type, { cases }, scope)).toEqual({
            ok: true,
            value: { cases: [{ id: "${a.output}", equals: { n: 7 } }, { id: "b" }, 7] }
        });
        const broken = [{ id: "a", equals: "${gone.output}" }];
        expect(resolveConfig(type, { cases: broken }, scope)).toMatchObject({
            error: { details: { field: "data.cases[0].equals" } }
        });
    });

    it("reports what is wrong with an entry at its place", () => {
        expect(readConfig(type, { cases: [{ id: "a" }, { equals: 1 }] }).issues).toEqual([
            { path: ["cases", 1, "id"], message: "Required.", missing: true }
        ]);
    });
});

it("the form says what a choice offers, when a field counts and what entries hold", () => {
    expect(form[0]?.choices?.map(({ value }) => value)).toEqual(["list", "time"]);
    expect(form[1]).toMatchObject({ required: true, when: { field: "mode", is: ["time"] } });
    expect(form[2]).toMatchObject({ required: false, per_turn: true });
    expect(form[4]?.items?.map(({ name, required }) => [name, required])).toEqual([
        ["id", true],
        ["equals", false]
    ]);
    const schema = JSON.stringify(configSchemaOf(type));
    for (const ours of ["widget", "choices", "when", "needed", "per_turn"])
        expect(schema).not.toContain(`"${ours}"`);
});
