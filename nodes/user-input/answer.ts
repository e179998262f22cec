import { z } from "zod";
import type { Json, JsonObject } from "@flowmaestro/shared/orchestrator/values.ts";
import { applyDefaults, checkInputs } from "@flowmaestro/shared/schema/inputs.ts";
import { isList, isObject } from "@flowmaestro/shared/schema/json.ts";
import { inputFieldSchema } from "@flowmaestro/shared/schema/value-type.ts";
import type { AnswerGiven, AnswerRead } from "@flowmaestro/shared/workflow/catalogue.ts";

/**
 * What people may answer, by what they were asked. The request is all that is read of the node: the
 * form of a browser, the API and the default answer of a question go by the same rules.
 */
export type ResponseRead =
    { readonly ok: true; readonly port: string; readonly response: Json } | Refused;

type Refused = Extract<AnswerRead, { ok: false }>;

export function readAnswer(request: JsonObject, given: AnswerGiven): AnswerRead {
    const read = readResponse(request, given.response);
    return read.ok ? { ok: true, port: read.port, output: outputOf(read.response, given) } : read;
}

export function outputOf(response: Json, { by, at }: Pick<AnswerGiven, "by" | "at">): JsonObject {
    return { response, responded_by: by, responded_at: new Date(at).toISOString() };
}

const requestShape = z.discriminatedUnion("interaction", [
    z.object({
        interaction: z.literal("input"),
        fields: z.record(z.string(), inputFieldSchema).default({})
    }),
    z.object({ interaction: z.literal("approval") }),
    z.object({
        interaction: z.literal("selection"),
        options: z.array(z.object({ id: z.string() })),
        multiple: z.boolean().default(false)
    }),
    z.object({ interaction: z.literal("review") })
]);

type Request = z.infer<typeof requestShape>;

export function readResponse(request: JsonObject, response: Json): ResponseRead {
    const known = requestShape.safeParse(request);
    if (!known.success) return refused("response", "This question cannot be read any more.");
    switch (known.data.interaction) {
        case "input":
            return readFields(known.data.fields, response);
        case "approval":
            return readApproval(response);
        case "selection":
            return readSelection(known.data, response);
        case "review":
            return readReview(response);
    }
}

type Fields = Extract<Request, { interaction: "input" }>["fields"];

function readFields(fields: Fields, response: Json): ResponseRead {
    if (!isObject(response)) return refused("response", "Must be an object.");
    const names = Object.keys(fields);
    if (names.length === 0) return accepted(response);
    const unknown = Object.keys(response).filter((name) => !Object.hasOwn(fields, name));
    const checked = checkInputs(fields, response);
    const wrong = checked.ok ? [] : checked.field_errors;
    const problems = [
        ...unknown.map((name) => ({
            field: `response.${name}`,
            message: "There is no such field."
        })),
        ...wrong.map(({ field, message }) => ({
            field: field.replace(/^inputs/, "response"),
            message
        }))
    ];
    return problems.length === 0
        ? accepted(applyDefaults(fields, response))
        : { ok: false, problems: problems.slice(0, 50) };
}

function readApproval(response: Json): ResponseRead {
    const problems = problemsOf(response, (key, value) =>
        key === "comment" ? isShortText(value) : undefined
    );
    if (problems.length > 0 || !isObject(response)) return { ok: false, problems };
    return { ok: true, port: response["approved"] === true ? "approved" : "rejected", response };
}

function readReview(response: Json): ResponseRead {
    const problems = problemsOf(response, (key) => (key === "value" ? null : undefined));
    return problems.length > 0 ? { ok: false, problems } : accepted(response);
}

/** An object with `approved` and what `other` knows: null where it is fine, undefined for no key. */
function problemsOf(
    response: Json,
    other: (key: string, value: Json) => string | null | undefined
): Refused["problems"] {
    if (!isObject(response)) return [{ field: "response", message: "Must be an object." }];
    const approved = Object.hasOwn(response, "approved") ? response["approved"] : undefined;
    const missing =
        typeof approved === "boolean"
            ? []
            : [
                  {
                      field: "response.approved",
                      message: approved === undefined ? "Required." : "Must be true or false."
                  }
              ];
    const rest = Object.entries(response).flatMap(([key, value]) => {
        if (key === "approved") return [];
        const message = other(key, value);
        if (message === null) return [];
        return [{ field: `response.${key}`, message: message ?? "There is no such field." }];
    });
    return [...missing, ...rest].slice(0, 50);
}

const LONGEST_COMMENT = 10_000;

function isShortText(value: Json): string | null {
    if (typeof value !== "string") return "Must be text.";
    return value.length <= LONGEST_COMMENT ? null : `At most ${LONGEST_COMMENT} characters.`;
}

function readSelection(
    { options, multiple }: Extract<Request, { interaction: "selection" }>,
    response: Json
): ResponseRead {
    const ids = options.map(({ id }) => id);
    const known = new Set(ids);
    const shown = ids.slice(0, 20).map((id) => JSON.stringify(id));
    const choices = `${shown.join(", ")}${ids.length > 20 ? ", …" : ""}`;
    if (!multiple) {
        return typeof response === "string" && known.has(response)
            ? accepted(response)
            : refused("response", `Must be one of ${choices}.`);
    }
    if (!isList(response)) return refused("response", `Must be a list of ${choices}.`);
    const wrong = response.findIndex((id) => typeof id !== "string" || !known.has(id));
    if (wrong >= 0) return refused(`response[${wrong}]`, `Must be one of ${choices}.`);
    return new Set(response).size === response.length
        ? accepted(response)
        : refused("response", "An option may be chosen once only.");
}

function accepted(response: Json): ResponseRead {
    return { ok: true, port: "out", response };
}

function refused(field: string, message: string): Refused {
    return { ok: false, problems: [{ field, message }] };
}
