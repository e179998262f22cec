import { z } from "zod";
import { jsonValue } from "@flowmaestro/shared/schema/json-value.ts";
import type { ConfigProblem } from "@flowmaestro/shared/workflow/catalogue.ts";
import { field } from "@flowmaestro/shared/workflow/form.ts";
import { defineNode, OUT_PORT } from "../kit/definition.ts";
import { STATUS_RANGE } from "./statuses.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"] as const;

/** What a header, a query entry or a form field may be. */
export const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const config = z
    .looseObject({
        method: field(z.enum(METHODS).default("GET"), {
            title: "Method",
            widget: "choice",
            choices: METHODS.map((value) => ({ value, label: value }))
        }),
        url: field(z.string().min(1), {
            title: "URL",
            description:
                "What references bring into path and query is encoded. Public addresses only.",
            widget: "template",
            template: true,
            encode: "url",
            placeholder: "https://api.example.com/orders/${node_id.output.id}"
        }),
        query: field(z.record(z.string(), z.union([scalar, z.array(scalar)])).optional(), {
            title: "Query",
            description: "Added to the URL, encoded. A list gives one entry each, null gives none.",
            widget: "key-values",
            template: true
        }),
        headers: field(z.record(z.string(), scalar).optional(), {
            title: "Headers",
            description: "Null leaves one out.",
            widget: "key-values",
            template: true
        }),
        body_type: field(z.enum(["json", "text", "form", "none"]).default("json"), {
            title: "Body is",
            widget: "choice",
            choices: [
                { value: "json", label: "JSON" },
                { value: "text", label: "Text" },
                { value: "form", label: "Form", description: "An object of fields, URL-encoded." },
                { value: "none", label: "None" }
            ]
        }),
        body: field(jsonValue.optional(), {
            title: "Body",
            description: "Built as data: what references bring in cannot break out of it.",
            widget: "json-template",
            template: true,
            when: { field: "body_type", is: ["json", "text", "form"] }
        }),
        response: field(z.enum(["auto", "json", "text"]).default("auto"), {
            title: "Answer is",
            widget: "choice",
            choices: [
                { value: "auto", label: "What it says", description: "Its content type decides." },
                { value: "json", label: "JSON" },
                { value: "text", label: "Text" }
            ],
            advanced: true
        }),
        success: field(
            z
                .array(
                    z.union([
                        z.int().min(100).max(599),
                        z.string().regex(/^\d{3}(?:\.\.\d{3})?$/, {
                            error: "A status such as 204, or a range such as 200..299."
                        })
                    ])
                )
                .min(1)
                .max(50)
                .default(["200..299"]),
            {
                title: "Counts as success",
                description: "Statuses and ranges of them. Any other fails the node.",
                widget: "texts",
                advanced: true
            }
        )
    })
    .superRefine((read, context) => {
        // Sending the request without the credentials somebody meant would be worse than not at all.
        if (!("connection_id" in read)) return;
        const message =
            "This release has no connections yet: take it out and send credentials in a header.";
        context.addIssue({ code: "custom", path: ["connection_id"], message });
    });

export type HttpConfig = z.infer<typeof config>;

export const definition = defineNode<HttpConfig>({
    type: "http",
    version: 1,
    category: "connect",
    name: "HTTP request",
    description: "Asks a service over HTTP and puts out its answer.",
    keywords: ["api", "rest", "request", "fetch", "curl", "url", "webhook", "get", "post", "call"],
    icon: "globe",
    effect: ({ method }) => (method === "GET" || method === "HEAD" ? "read" : "write"),
    lane: "io",
    config,
    defaults: { method: "GET" },
    ports: [OUT_PORT],
    accepts_input: true,
    timeout_seconds: 30,
    summary: ({ method, url }) => `${method} ${url.replace(/^https?:\/\//i, "")}`.slice(0, 80),
    output: ({ response }) => ({
        type: "object",
        properties: {
            status: { type: "integer" },
            headers: { type: "object" },
            body: { type: response === "text" ? "string" : "any" }
        }
    }),
    check: (read) => [...checkUrl(read), ...checkBody(read), ...checkHeaders(read), ...ranges(read)]
});

/** Only a warning: the same words come, with a refusal, when it is asked for. */
function checkUrl({ url }: HttpConfig): ConfigProblem[] {
    if (url.includes("${")) return [];
    const parsed = URL.canParse(url) ? new URL(url) : null;
    const scheme = parsed?.protocol;
    if (scheme === "http:" || scheme === "https:") return [];
    return [
        {
            code: parsed === null ? "INVALID_URL" : "INVALID_URL_SCHEME",
            severity: "warning",
            message:
                parsed === null
                    ? "This is no whole URL."
                    : `URLs that begin with ${parsed.protocol} cannot be asked for.`,
            solution: "Write a URL that begins with https:// or http://.",
            field: "url"
        }
    ];
}

function checkBody({ method, body, body_type }: HttpConfig): ConfigProblem[] {
    const hasBody = body !== undefined && body_type !== "none";
    if (!hasBody || (method !== "GET" && method !== "HEAD")) return [];
    return [
        {
            code: "INVALID_CONFIG",
            severity: "error",
            message: `${method} requests have no body.`,
            solution: "Set the body to none, or choose another method.",
            field: "body"
        }
    ];
}

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const OF_THE_CONNECTION =
    /^(?:host|content-length|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect|via|proxy-.*)$/i;

function checkHeaders({ headers = {} }: HttpConfig): ConfigProblem[] {
    return Object.keys(headers).flatMap((name): ConfigProblem[] => {
        const isName = NAME.test(name);
        if (isName && !OF_THE_CONNECTION.test(name)) return [];
        return [
            {
                code: "INVALID_CONFIG",
                severity: "warning",
                message: isName
                    ? `The header ${name} follows from the URL and the body and cannot be set.`
                    : `${JSON.stringify(name.slice(0, 60))} is no name of a header.`,
                solution: "Take it out; otherwise the node will fail.",
                field: "headers"
            }
        ];
    });
}

function ranges({ success }: HttpConfig): ConfigProblem[] {
    return success.flatMap((entry): ConfigProblem[] => {
        const [, from, to] = STATUS_RANGE.exec(String(entry)) ?? [];
        if (from === undefined || to === undefined || from <= to) return [];
        return [
            {
                code: "INVALID_CONFIG",
                severity: "error",
                message: `No status lies in ${entry}.`,
                solution: `Write the smaller number first: ${to}..${from}.`,
                field: "success"
            }
        ];
    });
}
