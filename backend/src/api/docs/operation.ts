import { z } from "zod";
import { ERRORS } from "@flowmaestro/shared/contract/errors.ts";
import type { Example } from "@flowmaestro/shared/contract/openapi/operation.ts";
import { parameterSchema } from "@flowmaestro/shared/contract/openapi/schemas.ts";
import { errorsOf } from "@flowmaestro/shared/contract/route-errors.ts";
import type { Route } from "@flowmaestro/shared/contract/route.ts";
import { curl } from "./curl.ts";
import { html, json, prose } from "./html.ts";
import type { Html } from "./html.ts";
import { limitsOf, typeOf } from "./type-text.ts";

/** One call: what it takes, what it answers, how it looks in a shell. */
export function operationSection(name: string, route: Route, example: Example): Html {
    const status = route.status ?? 200;
    return html`<section class="operation" id="${name}">
        <div class="words">
            <h3><a href="#${name}">${route.summary}</a></h3>
            <p class="path">${badge(route.method)} <code>/api${route.path}</code></p>
            ${route.description === undefined ? null : html`<p>${prose(route.description)}</p>`}
            <p class="facts">${facts(route)}</p>
            ${table("Path", fieldsOf(route.params, true))}
            ${table("Query", fieldsOf(route.query, false))} ${table("Body", bodyFields(route))}
            ${errorLinks(route)}
        </div>
        <div class="code">
            <figure>
                <figcaption>Request</figcaption>
                <pre tabindex="0">${curl(name, route, example)}</pre>
            </figure>
            <figure>
                <figcaption>Answer ${String(status)}</figcaption>
                <pre tabindex="0">${json({ success: true, data: example.data })}</pre>
            </figure>
        </div>
    </section>`;
}

export function badge(method: string): Html {
    return html`<span class="method ${method.toLowerCase()}">${method}</span>`;
}

function facts(route: Route): Html {
    const permission =
        route.permission === "public"
            ? html`<span>No token</span>`
            : html`<span>Role <b>${route.permission}</b> or above</span>`;
    const more = [
        route.idempotent
            ? html`<span>Takes <a href="#idempotency">Idempotency-Key</a></span>`
            : null,
        route.headers !== undefined && "if-match" in route.headers.shape
            ? html`<span>Takes <a href="#revisions">If-Match</a></span>`
            : null,
        route.query !== undefined && "cursor" in route.query.shape
            ? html`<span><a href="#lists">List</a></span>`
            : null,
        ...(route.produces ?? []).map((type) => html`<span>Also <code>${type}</code></span>`)
    ];
    return html`${permission} ${more}`;
}

interface Field {
    readonly name: string;
    readonly type: string;
    readonly limits: string;
    readonly required: boolean;
}

function fieldsOf(schema: z.ZodObject | undefined, allRequired: boolean): readonly Field[] {
    return Object.entries(schema?.shape ?? {}).map(([name, field]) =>
        fieldOf(name, field as z.ZodType, allRequired)
    );
}

function fieldOf(name: string, schema: z.ZodType, isRequired: boolean): Field {
    const json = parameterSchema(schema);
    return {
        name,
        type: typeOf(json),
        limits: limitsOf(json),
        required: isRequired || !schema.safeParse(undefined).success
    };
}

function bodyFields({ body }: Route): readonly Field[] {
    const object = unwrap(body);
    return object === null ? [] : fieldsOf(object, false);
}

/** The object behind `.optional()`. */
function unwrap(schema: z.ZodType | undefined): z.ZodObject | null {
    if (schema instanceof z.ZodOptional) return unwrap(schema.unwrap() as z.ZodType);
    return schema instanceof z.ZodObject ? schema : null;
}

function table(title: string, fields: readonly Field[]): Html | null {
    if (fields.length === 0) return null;
    return html`<table>
        <caption>
            ${title}
        </caption>
        <tbody>
            ${fields.map(
                ({ name, type, limits, required }) =>
                    html`<tr>
                        <th scope="row">
                            <code>${name}</code>${required ? html` <em>required</em>` : null}
                        </th>
                        <td><code>${type}</code> <small>${limits}</small></td>
                    </tr>`
            )}
        </tbody>
    </table>`;
}

function errorLinks(route: Route): Html {
    const codes = errorsOf(route).filter((code) => !EVERYWHERE.has(code));
    return html`<p class="errors">
        ${codes.map(
            (code) => html`<a href="#error-${code}"><b>${ERRORS[code].status}</b> ${code}</a> `
        )}
    </p>`;
}

/** Said once, in the guide. */
export const EVERYWHERE: ReadonlySet<string> = new Set([
    "INVALID_HEADER",
    "URI_TOO_LONG",
    "HEADERS_TOO_LARGE",
    "REQUEST_TIMEOUT",
    "MALFORMED_JSON",
    "PAYLOAD_TOO_LARGE",
    "UNSUPPORTED_MEDIA_TYPE",
    "RATE_LIMITED",
    "INTERNAL_ERROR",
    "UNAVAILABLE",
    "SHUTTING_DOWN"
]);
