import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Json } from "../../orchestrator/values.ts";
import type { NodeType } from "../catalogue.ts";
import { conditionSchema } from "../conditions/schema.ts";
import { field, formOf } from "../form.ts";
import { scopeOf } from "../templates/scope.ts";
import { filledFields, languageOf } from "./fields.ts";
import { prepareConfig, resolveConfig } from "./prepare-config.ts";
import { readConfig } from "./read-config.ts";

const config = z.object({
    url: field(z.url(), { title: "URL", widget: "template", template: true }),
    size: field(z.int().min(5).max(9), { title: "Size", widget: "number", template: true }),
    list: field(z.array(z.string()).min(1).default(["x"]), {
        title: "List",
        widget: "json-template",
        template: true
    }),
    mode: field(z.enum(["fast", "slow"]).default("fast"), {
        title: "Mode",
        widget: "text",
        template: true
    }),
    plain: field(z.string().max(20).optional(), { title: "Plain", widget: "text" }),
    when: field(conditionSchema.optional(), { title: "When", widget: "condition", template: true }),
    group: field(
        z
            .object({
                inner: field(z.number(), { title: "Inner", widget: "number", template: true }),
                fixed: field(z.string().default(""), { title: "Fixed", widget: "text" })
            })
            .optional(),
        { title: "Group", widget: "group" }
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

const fine = { url: "https://a.b", size: 5 };
const scope = scopeOf({ a: { output: { n: 7, t: "text", l: ["p", "q"] } } });

describe("reading config before its references have values", () => {
    const issues = (data: { [key: string]: unknown }) =>
        readConfig(type, data).issues.map(({ path, message }) => `${path.join(".")}: ${message}`);

    it("gives the config, defaults applied, the label left out", () => {
        expect(readConfig(type, { ...fine, label: "Hi" }).config).toEqual({
            ...fine,
            list: ["x"],
            mode: "fast"
        });
    });

    it.each<[string, object, string[]]>([
        ["a reference where a number will be", { size: "${a.output.n}" }, []],
        ["a reference where a list will be", { list: "${a.output.l}" }, []],
        ["a reference in a group", { group: { inner: "${a.output.n}" } }, []],
        [
            "a reference that is a whole rule's side",
            {
                when: {
                    combinator: "and",
                    rules: [{ left: "${a.output.n}", operator: "equals", right: 1 }]
                }
            },
            []
        ],
        ["part of an address", { url: "https://${a.output.t}" }, []],
        [
            "mixed text where a number is wanted",
            { size: "1${a.output.n}" },
            ["size: Must be a number."]
        ],
        [
            "a reference where one of two words is wanted",
            { mode: "${a.output.t}" },
            ['mode: Must be one of "fast", "slow".']
        ],
        [
            "a reference in a field that reads none",
            { plain: "${a.output.t}.............." },
            ["plain: At most 20 characters."]
        ],
        ["a whole group from a reference", { group: "${a.output}" }, ["group: Must be an object."]],
        ["an empty list", { list: [] }, ["list: Needs at least one entry."]],
        [
            "an operator that does not exist",
            { when: { combinator: "and", rules: [{ left: 1, operator: "like", right: 1 }] } },
            [expect.stringContaining("when.rules.0.operator: Must be one of") as string]
        ]
    ])("%s", (_name, data, expected) => {
        expect(issues({ ...fine, ...data })).toEqual(expected);
    });

    it("stands something fitting in, so that what depends on config can be asked", () => {
        expect(readConfig(type, { ...fine, size: "${a.output.n}" }).config?.size).toBe(5);
    });

    it("does not guess where nothing fits by itself: then it is not known", () => {
        expect(readConfig(type, { ...fine, list: "${x}" })).toEqual({ issues: [] });
    });
});

describe("preparing config for a run", () => {
    const prepare = (data: { readonly [key: string]: Json }) =>
        prepareConfig(type, { ...fine, ...data }, scope);

    it("resolves each field in its own language", () => {
        const data = {
            size: "${a.output.n}",
            list: ["${a.output.t}"],
            plain: "${a.output.n}",
            group: { inner: "${a.output.n}", fixed: "${a..b" },
            when: { combinator: "or", rules: [{ left: "${a.output.zz}", operator: "exists" }] }
        };
        expect(prepare(data)).toMatchObject({
            ok: true,
            config: {
                size: 7,
                list: ["text"],
                plain: "${a.output.n}",
                group: { inner: 7, fixed: "${a..b" },
                when: { rules: [{ operator: "exists" }] }
            }
        });
    });

    it("names the field of what cannot be resolved, or does not fit", () => {
        expect(prepare({ group: { inner: "${a.output.zz}" } })).toMatchObject({
            ok: false,
            error: { code: "UNRESOLVED_REFERENCE", details: { field: "data.group.inner" } }
        });
        expect(prepare({ size: "${a.output.t}" })).toMatchObject({
            error: {
                code: "INVALID_CONFIG",
                message: "The node's settings do not fit: data.size: Must be a number.",
                is_retryable: false
            }
        });
    });

    it("does not read a value as a template again", () => {
        const tricky = scopeOf({ a: { output: "${b.output}" } });
        expect(resolveConfig(type, { list: ["${a.output}"] }, tricky)).toEqual({
            ok: true,
            value: { list: ["${b.output}"] }
        });
    });
});

describe("the form", () => {
    it("is read from the schema", () => {
        expect(formOf(type).map(({ name, required, types }) => [name, required, types])).toEqual([
            ["url", true, ["string"]],
            ["size", true, ["integer"]],
            ["list", false, ["array"]],
            ["mode", false, ["string"]],
            ["plain", false, ["string"]],
            ["when", false, []],
            ["group", false, ["object"]]
        ]);
        expect(formOf(type)[1]).toMatchObject({ minimum: 5, maximum: 9, title: "Size" });
        expect(formOf(type)[2]?.default).toEqual(["x"]);
    });

    it("opens groups into their fields", () => {
        const filled = filledFields(formOf(type), { size: 1, group: { inner: 1, other: 2 } });
        expect(filled.map(({ path, field: one }) => [path.join("."), languageOf(one)])).toEqual([
            ["size", "template"],
            ["group.inner", "template"]
        ]);
    });

    it("refuses a schema with a field that says nothing of itself", () => {
        const bare = { ...type, config: z.object({ x: z.string() }) };
        expect(() => formOf(bare)).toThrow("Field x");
    });
});
