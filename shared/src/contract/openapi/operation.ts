import type { z } from "zod";
import { ERROR_HELP } from "../error-help.ts";
import { ERRORS } from "../errors.ts";
import type { ErrorCode } from "../errors.ts";
import { errorsOf } from "../route-errors.ts";
import type { Route } from "../route.ts";
import { parameterSchema, requestName, responseName } from "./schemas.ts";
import type { JsonSchema } from "./schemas.ts";

export interface Example {
    /** Path parameters. */
    readonly params?: { readonly [name: string]: string };
    readonly query?: { readonly [name: string]: string };
    readonly body?: unknown;
    readonly data: unknown;
}

const STATUS_WORDS: Readonly<Record<number, string>> = {
    200: "Success.",
    201: "Made.",
    202: "Accepted; it goes on.",
    206: "A part of the value."
};

/** One route as an OpenAPI operation. */
export function operationOf(name: string, route: Route, example: Example) {
    return {
        operationId: name,
        tags: [route.tag],
        summary: route.summary,
        ...(route.description === undefined ? {} : { description: route.description }),
        security: route.permission === "public" ? [] : [{ bearer: [] }],
        "x-permission": route.permission,
        parameters: [
            ...parametersOf(route.params, { place: "path", example: example.params }),
            ...parametersOf(route.query, { place: "query", example: example.query }),
            ...headersOf(route)
        ],
        ...(route.body === undefined ? {} : { requestBody: requestBodyOf(name, route, example) }),
        responses: { ...successesOf(name, route, example), ...failuresOf(route) }
    };
}

interface Place {
    readonly place: "path" | "query" | "header";
    readonly example?: { readonly [name: string]: string };
}

function parametersOf(schema: z.ZodObject | undefined, { place, example }: Place): JsonSchema[] {
    return Object.entries(schema?.shape ?? {}).map(([name, field]) => {
        const parameter = field as z.ZodType;
        const required = place === "path" || !parameter.safeParse(undefined).success;
        const shown = example?.[name];
        return {
            name,
            in: place,
            required,
            schema: parameterSchema(parameter),
            ...(shown === undefined ? {} : { example: shown })
        };
    });
}

const HEADER_WORDS: Readonly<Record<string, { name: string; description: string }>> = {
    "if-match": {
        name: "If-Match",
        description: 'The revision the change was made on, as in `"rev-17"`; another one is 412.'
    },
    prefer: {
        name: "Prefer",
        description: "`wait=N`: answer when the execution has ended, or after N seconds (1 to 60)."
    },
    "last-event-id": {
        name: "Last-Event-ID",
        description: "Resume a stream after this `seq`; browsers send it by themselves."
    },
    range: { name: "Range", description: "A part of the value: `bytes=0-1023`." }
};

function headersOf(route: Route): JsonSchema[] {
    const own = parametersOf(route.headers, { place: "header" }).map((parameter) => ({
        ...parameter,
        ...HEADER_WORDS[String(parameter["name"])]
    }));
    if (!route.idempotent) return own;
    const key = {
        name: "Idempotency-Key",
        in: "header",
        required: false,
        description:
            "Makes it safe to send the request again: the same key and body give the first answer, for 24 hours.",
        schema: { type: "string", maxLength: 255 }
    };
    return [...own, key];
}

function requestBodyOf(name: string, { body }: Route, example: Example): JsonSchema {
    return {
        required: body !== undefined && !body.safeParse(undefined).success,
        content: {
            "application/json": {
                schema: { $ref: `#/components/schemas/${requestName(name)}` },
                ...(example.body === undefined ? {} : { example: example.body })
            }
        }
    };
}

function successesOf(name: string, route: Route, example: Example): JsonSchema {
    const statuses = [route.status ?? 200, ...(route.also ?? [])];
    const content: JsonSchema = {
        "application/json": {
            schema: {
                type: "object",
                required: ["success", "data"],
                properties: {
                    success: { const: true },
                    data: { $ref: `#/components/schemas/${responseName(name)}` }
                }
            },
            example: { success: true, data: example.data }
        }
    };
    for (const type of route.produces ?? []) content[type] = { schema: { type: "string" } };
    const headers = Object.fromEntries(
        headersOfAnswer(route).map((header) => [header, { $ref: `#/components/headers/${header}` }])
    );
    return Object.fromEntries(
        statuses.map((status) => [
            String(status),
            { description: STATUS_WORDS[status] ?? "Success.", headers, content }
        ])
    );
}

function headersOfAnswer(route: Route): readonly string[] {
    const names = ["X-Request-Id", "RateLimit", "RateLimit-Policy"];
    if (route.status === 201 || route.status === 202) names.push("Location");
    if (route.headers !== undefined && "if-match" in route.headers.shape) names.push("ETag");
    if (route.query !== undefined && "cursor" in route.query.shape) names.push("Link");
    if (route.idempotent) names.push("Idempotent-Replayed");
    return names;
}

/** By status; each with its codes, and the first of them as the example. */
function failuresOf(route: Route): JsonSchema {
    const byStatus = Map.groupBy(errorsOf(route), (code) => ERRORS[code].status);
    return Object.fromEntries(
        [...byStatus].map(([status, codes]) => [String(status), failureOf(codes)])
    );
}

function failureOf(codes: readonly ErrorCode[]): JsonSchema {
    const examples = Object.fromEntries(
        codes.map((code) => [code, { value: { success: false, error: exampleError(code) } }])
    );
    return {
        description: codes.map((code) => `\`${code}\`: ${ERROR_HELP[code].message}`).join("\n\n"),
        "x-codes": codes,
        content: {
            "application/json": { schema: { $ref: "#/components/schemas/Failure" }, examples }
        }
    };
}

function exampleError(code: ErrorCode): JsonSchema {
    const { message, solution } = ERROR_HELP[code];
    return {
        code,
        message,
        details: {
            reason: code.toLowerCase(),
            solution,
            documentation: `/api/docs#error-${code}`
        },
        is_retryable: ERRORS[code].retryable,
        request_id: "0190f3a2-7c1e-7d5b-9a54-3f0c2b1d8e6f"
    };
}
