import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "@flowmaestro/shared/orchestrator/values.ts";
import { compileNode } from "../kit/checking.ts";
import { runNode } from "../kit/harness.ts";
import { definition } from "./definition.ts";
import executor from "./executor.ts";

const now = Date.parse("2026-03-01T12:00:00.000Z");
const run = async (data: JsonObject, outputs: JsonObject = {}) =>
    (await runNode(executor, data, { now, outputs })).result;

const input: JsonObject = {
    interaction: "input",
    prompt: "Where to?",
    fields: {
        city: { type: "string", required: true },
        days: { type: "integer", default: 2 },
        tier: { enum: ["gold", "basic"] }
    }
};
const approval: JsonObject = { interaction: "approval", prompt: "Pay ${o.output.total}?" };
const options = [
    { id: "a", label: "A" },
    { id: "constructor", label: "C" }
];
const selection: JsonObject = { interaction: "selection", prompt: "Which?", options };
const review: JsonObject = { interaction: "review", prompt: "Right?", value: "${o.output}" };

/** The question as it is asked, its references resolved. */
async function asked(data: JsonObject): Promise<JsonObject> {
    const result = await run(data, { o: { total: 5 } });
    if (result.kind !== "ask") throw new Error(JSON.stringify(result));
    return result.request;
}

const answer = async (data: JsonObject, response: Json) =>
    definition.answer?.(await asked(data), { response, by: "user-1", at: now });
const answered = (response: Json, port = "out") => ({
    ok: true,
    port,
    output: { response, responded_by: "user-1", responded_at: "2026-03-01T12:00:00.000Z" }
});

describe("a question is asked", () => {
    it("with the form that is needed to answer it, and nothing else", async () => {
        expect(await asked(input)).toEqual({
            interaction: "input",
            prompt: "Where to?",
            fields: {
                city: { type: "string", required: true },
                days: { type: "integer", required: false, default: 2 },
                tier: { type: "any", required: false, enum: ["gold", "basic"] }
            }
        });
        expect(await asked(approval)).toEqual({ interaction: "approval", prompt: "Pay 5?" });
        expect(await asked({ ...selection, multiple: true, assignees: ["a@b.c"] })).toEqual({
            interaction: "selection",
            prompt: "Which?",
            options,
            multiple: true,
            assignees: ["a@b.c"]
        });
        expect(await asked(review)).toEqual({
            interaction: "review",
            prompt: "Right?",
            value: { total: 5 }
        });
    });

    it("with options that come from a list", async () => {
        const data = { ...selection, options: "${o.output}" };
        expect(await run(data, { o: options })).toMatchObject({ request: { options } });
        expect(await run(data, { o: [] })).toMatchObject({ error: { code: "INVALID_CONFIG" } });
    });

    it.each([
        [60, 45_000],
        [600, 450_000],
        [3_600, 2_700_000],
        [86_400, 85_500_000]
    ])(
        "for %d s, with a warning after %d ms: a quarter before, or 15 minutes",
        async (s, warning) => {
            expect(await run({ ...input, timeout_seconds: s })).toMatchObject({
                until: now + s * 1_000,
                warn_at: now + warning,
                on_timeout: "fail"
            });
        }
    );

    it("for a day where nothing else is said", async () => {
        expect(await run(input)).toMatchObject({ until: now + 86_400_000, on_timeout: "fail" });
    });

    it("and goes on without an answer by timeout", async () => {
        expect(await run({ ...input, timeout_action: "continue" })).toMatchObject({
            on_timeout: "continue",
            timeout_output: { timed_out: true },
            timeout_port: "timeout"
        });
    });

    it("and takes the default answer as if somebody had sent it at the deadline", async () => {
        const late = { timeout_seconds: 60, timeout_action: "default_response" };
        const output = (response: Json) => ({
            response,
            responded_by: "timeout",
            responded_at: "2026-03-01T12:01:00.000Z"
        });
        expect(await run({ ...input, ...late, default_response: { city: "Rome" } })).toMatchObject({
            on_timeout: "default",
            timeout_port: "out",
            timeout_output: output({ city: "Rome", days: 2 })
        });
        const no = { approved: false, comment: "too late" };
        const decided = { ...approval, prompt: "?", ...late, default_response: no };
        expect(await run(decided)).toMatchObject({
            timeout_port: "rejected",
            timeout_output: output(no)
        });
    });

    it("but not with a default answer that would be refused", async () => {
        const data = {
            ...selection,
            timeout_action: "default_response",
            default_response: "${o.output}"
        };
        expect(compileNode(definition, { ...data, default_response: "b" }).problems).toMatchObject([
            { code: "INVALID_CONFIG", severity: "error", field: "data.default_response" }
        ]);
        expect(await run(data, { o: "b" })).toMatchObject({
            kind: "failed",
            error: {
                code: "INVALID_CONFIG",
                is_retryable: false,
                details: { field_errors: [{ field: "data.default_response" }] }
            }
        });
        expect(await run(data, { o: "a" })).toMatchObject({ kind: "ask", on_timeout: "default" });
    });

    it("but not with more than anybody can look at", async () => {
        expect(await run(review, { o: "x".repeat(1_000_001) })).toMatchObject({
            error: { code: "OUTPUT_TOO_LARGE" }
        });
    });
});

describe("an answer", () => {
    it("to input is an object by its fields, defaults applied", async () => {
        expect(await answer(input, { city: "Rome" })).toEqual(answered({ city: "Rome", days: 2 }));
        const full = { city: "", days: 0, tier: "gold" };
        expect(await answer(input, full)).toEqual(answered(full));
        const free = { interaction: "input", prompt: "Anything?" };
        expect(await answer(free, { a: [1] })).toEqual(answered({ a: [1] }));
    });

    it.each<[Json, string[]]>([
        [{}, ["response.city"]],
        [
            { city: 5, days: 1.5, tier: "silver" },
            ["response.city", "response.days", "response.tier"]
        ],
        [{ city: "Rome", country: "IT" }, ["response.country"]],
        [{ city: "Rome", constructor: 1 }, ["response.constructor"]],
        [JSON.parse('{"city":"Rome","__proto__":{"days":1}}') as Json, ["response.__proto__"]],
        ["Rome", ["response"]],
        [["Rome"], ["response"]],
        [null, ["response"]]
    ])("to input that is %j is refused", async (response, fields) => {
        const read = await answer(input, response);
        if (read === undefined || read.ok) throw new Error("It should be refused.");
        expect(read.problems.map(({ field }) => field).toSorted()).toEqual(fields.toSorted());
    });

    it("to an approval says yes or no, and decides the port", async () => {
        expect(await answer(approval, { approved: true })).toEqual(
            answered({ approved: true }, "approved")
        );
        const no = { approved: false, comment: "Too much." };
        expect(await answer(approval, no)).toEqual(answered(no, "rejected"));
    });

    it.each<Json>([
        {},
        true,
        "approved",
        null,
        { approved: "true" },
        { approved: 1 },
        { approved: null },
        { approved: true, comment: 5 },
        { approved: true, comment: null },
        { approved: true, comment: "x".repeat(10_001) },
        { approved: true, value: 1 },
        { comment: "yes" }
    ])("to an approval that is %j is refused", async (response) => {
        expect(await answer(approval, response)).toMatchObject({ ok: false });
    });

    it("to a selection is the id of an option, or several where several may be chosen", async () => {
        expect(await answer(selection, "constructor")).toEqual(answered("constructor"));
        const several = { ...selection, multiple: true };
        expect(await answer(several, ["constructor", "a"])).toEqual(answered(["constructor", "a"]));
        expect(await answer(several, [])).toEqual(answered([]));
    });

    it.each<[Json, boolean]>([
        ["A", false],
        ["toString", false],
        [["a"], false],
        [{ id: "a" }, false],
        [null, false],
        ["a", true],
        [["a", "a"], true],
        [["a", "b"], true],
        [["a", 1], true],
        [{ a: true }, true]
    ])("to a selection that is %j (several: %j) is refused", async (response, multiple) => {
        expect(await answer({ ...selection, multiple }, response)).toMatchObject({ ok: false });
    });

    it("to a review says yes or no, and may bring another value", async () => {
        const all: Json[] = [
            { approved: true },
            { approved: true, value: { total: 6 } },
            { approved: false, value: null }
        ];
        for (const response of all)
            expect(await answer(review, response)).toEqual(answered(response));
    });

    it.each<Json>([{}, { value: 1 }, { approved: "no" }, { approved: true, comment: "x" }, [], 1])(
        "to a review that is %j is refused",
        async (response) => {
            expect(await answer(review, response)).toMatchObject({ ok: false });
        }
    );

    it("to what is no question is refused, not a crash", () => {
        const all: JsonObject[] = [{}, { interaction: "poll" }, { interaction: "selection" }];
        for (const request of all)
            expect(definition.answer?.(request, { response: "a", by: "u", at: now })).toMatchObject(
                { ok: false }
            );
    });

    it("may be as hostile as it likes", async () => {
        const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`k${n}`, n]));
        const read = await answer(input, wide);
        if (read === undefined || read.ok) throw new Error("It should be refused.");
        expect(read.problems.length).toBeLessThanOrEqual(50);
        const long = Array.from({ length: 50_000 }, () => "a");
        expect(await answer({ ...selection, multiple: true }, long)).toMatchObject({ ok: false });
    });
});

describe("the node of a question", () => {
    const ports = (settings: JsonObject) => {
        if (typeof definition.ports !== "function") throw new Error("They depend on the question.");
        const read = settings as Parameters<typeof definition.ports>[0] & JsonObject;
        return definition.ports(read).map(({ id }) => id);
    };

    it("leaves by approved or rejected, by out otherwise, or by timeout", () => {
        expect(ports(approval)).toEqual(["approved", "rejected", "timeout", "error"]);
        for (const data of [input, selection, review, {}])
            expect(ports(data)).toEqual(["out", "timeout", "error"]);
    });

    it("takes no retries and no time limit of another kind", () => {
        expect(definition).toMatchObject({
            refuses: ["retry", "timeout_seconds"],
            timeout_seconds: null
        });
    });

    it("knows what it puts out", () => {
        const type = (data: JsonObject) =>
            compileNode(definition, data).types["node"]?.output_schema;
        const plain = { ...approval, prompt: "?" };
        expect(type(plain)).toMatchObject({
            properties: { response: { properties: { approved: { type: "boolean" } } } }
        });
        expect(type(input)).toMatchObject({
            properties: { response: { properties: { city: { type: "string" } } } }
        });
        expect(type({ ...selection, multiple: true })).toMatchObject({
            properties: { response: { type: "array", items: { type: "string" } } }
        });
        expect(type({ ...plain, timeout_action: "continue" })).toMatchObject({
            properties: { timed_out: { type: "boolean" } },
            optional: expect.arrayContaining(["response", "timed_out"]) as string[]
        });
    });

    it.each<[string, JsonObject, string, string]>([
        ["no kind", { prompt: "?" }, "MISSING_CONFIG", "data.interaction"],
        ["no question", { interaction: "approval" }, "MISSING_CONFIG", "data.prompt"],
        ["a question without words", { ...input, prompt: " " }, "MISSING_CONFIG", "data.prompt"],
        [
            "nothing to choose from",
            { interaction: "selection", prompt: "?" },
            "MISSING_CONFIG",
            "data.options"
        ],
        [
            "an empty list to choose from",
            { ...selection, options: [] },
            "INVALID_CONFIG",
            "data.options"
        ],
        [
            "more options than anybody reads",
            { ...selection, options: Array.from({ length: 501 }, () => ({ id: "a", label: "A" })) },
            "INVALID_CONFIG",
            "data.options"
        ],
        [
            "an option without a label",
            { ...selection, options: [{ id: "a" }] },
            "MISSING_CONFIG",
            "data.options[0].label"
        ],
        [
            "two options of one id",
            {
                ...selection,
                options: [
                    { id: "a", label: "A" },
                    { id: "a", label: "B" }
                ]
            },
            "INVALID_CONFIG",
            "data.options[1].id"
        ],
        [
            "less than a minute",
            { ...input, timeout_seconds: 59 },
            "INVALID_CONFIG",
            "data.timeout_seconds"
        ],
        [
            "more than 366 days",
            { ...input, timeout_seconds: 366 * 86_400 + 1 },
            "INVALID_CONFIG",
            "data.timeout_seconds"
        ],
        [
            "no default answer",
            { ...input, timeout_action: "default_response" },
            "MISSING_CONFIG",
            "data.default_response"
        ],
        [
            "a default answer that misses a field",
            { ...input, timeout_action: "default_response", default_response: {} },
            "INVALID_CONFIG",
            "data.default_response.city"
        ],
        [
            "a default that its field refuses",
            { ...input, fields: { x: { type: "number", default: "1" } } },
            "INVALID_CONFIG",
            "data.fields.x.default"
        ],
        [
            "an unknown field type",
            { ...input, fields: { x: { type: "text" } } },
            "INVALID_CONFIG",
            "data.fields.x.type"
        ]
    ])("with %s has a problem of that field", (_name, data, code, field) => {
        expect(compileNode(definition, data).problems).toMatchObject([
            { code, severity: "error", field }
        ]);
    });

    it("forgets what is left from another kind of question", () => {
        const left = {
            ...approval,
            prompt: "?",
            options: [],
            fields: 7,
            default_response: "${x.y}"
        };
        expect(compileNode(definition, left).problems).toEqual([]);
    });
});
