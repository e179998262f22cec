import { ERROR_HELP } from "./error-help.ts";
import { ERRORS } from "./errors.ts";
import { EXAMPLES } from "./examples.ts";
import { operationOf } from "./openapi/operation.ts";
import { componentSchemas } from "./openapi/schemas.ts";
import type { JsonSchema } from "./openapi/schemas.ts";
import type { Route } from "./route.ts";
import { routes } from "./routes.ts";

export interface OpenApiDocument {
    readonly openapi: "3.1.0";
    readonly info: {
        readonly title: string;
        readonly version: string;
        readonly [key: string]: unknown;
    };
    readonly servers: readonly { readonly url: string }[];
    readonly tags: readonly { readonly name: string; readonly description: string }[];
    readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } };
    readonly components: { readonly schemas: { readonly [name: string]: JsonSchema } } & JsonSchema;
    readonly security: readonly { readonly [scheme: string]: readonly string[] }[];
}

export type Operation = ReturnType<typeof operationOf>;

export const TAGS: Readonly<Record<string, string>> = {
    Auth: "Accounts, sessions and tokens.",
    Workflows: "Drafts, published versions, and what is wrong with a definition.",
    Executions: "Start, watch, pause, stop and run again; read what executions did.",
    Requests: "Questions that executions put to people, and their answers.",
    Nodes: "The catalogue of node types.",
    System: "The product itself."
};

/** The whole contract as OpenAPI 3.1. Pure: the same contract gives the same document. */
export function openApi({ version }: { readonly version: string }): OpenApiDocument {
    const record: Readonly<Record<string, Route>> = routes;
    const paths: { [path: string]: { [method: string]: Operation } } = {};
    for (const [name, route] of Object.entries(record)) {
        const path = `/api${route.path.replaceAll(/:(\w+)/g, "{$1}")}`;
        const operation = operationOf(name, route, EXAMPLES[name as keyof typeof EXAMPLES]);
        paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation };
    }
    return {
        openapi: "3.1.0",
        info: {
            title: "FlowMaestro",
            version,
            summary: "Draw a workflow as a graph, run it, and trust the result.",
            description: DESCRIPTION,
            license: { name: "MIT", identifier: "MIT" }
        },
        servers: [{ url: "/" }],
        tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
        paths,
        components: {
            schemas: componentSchemas(record),
            securitySchemes: {
                bearer: {
                    type: "http",
                    scheme: "bearer",
                    bearerFormat: "JWT",
                    description:
                        "The access token of POST /api/auth/login. It carries the workspace."
                }
            },
            headers: HEADERS,
            "x-error-catalogue": Object.entries(ERRORS).map(([code, { status, retryable }]) => ({
                code,
                status,
                is_retryable: retryable,
                ...ERROR_HELP[code as keyof typeof ERROR_HELP]
            }))
        },
        security: [{ bearer: [] }]
    };
}

const DESCRIPTION = `Base path \`/api\`, which is the same as \`/api/v1\`. Success is \`{ "success": true, "data": … }\`, failure \`{ "success": false, "error": … }\`; with \`Accept: application/problem+json\` errors come as RFC 9457. JSON is snake_case, times are RFC 3339 in UTC.`;

const text = (description: string): JsonSchema => ({ description, schema: { type: "string" } });

const HEADERS: { readonly [name: string]: JsonSchema } = {
    "X-Request-Id": text("The id of this request: yours if you sent one, and the one in our logs."),
    ETag: text('The revision of the draft, as in `"rev-17"`; goes into If-Match.'),
    Location: text("Where the thing that was made is read."),
    Link: text('The next page of a list: `<…>; rel="next"`.'),
    "Idempotent-Replayed": text("`true` when this is the kept answer to an earlier request."),
    "Retry-After": text("Seconds to wait before trying again."),
    RateLimit: text('What is left of each limit: `"default";r=597;t=42`.'),
    "RateLimit-Policy": text('The limits: `"default";q=600;w=60`.')
};
