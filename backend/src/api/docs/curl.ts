import type { Example } from "@flowmaestro/shared/contract/openapi/operation.ts";
import type { Route } from "@flowmaestro/shared/contract/route.ts";
import { html } from "./html.ts";
import type { Html } from "./html.ts";

/** The call as it can be pasted into a shell, with the token and address in variables. */
export function curl(name: string, route: Route, example: Example): Html {
    const path = route.path.replaceAll(/:(\w+)/g, (_match, key: string) =>
        encodeURIComponent(example.params?.[key] ?? key)
    );
    const query = new URLSearchParams(example.query ?? {}).toString();
    const lines: Html[] = [
        html`curl ${route.method === "GET" ? "" : `-X ${route.method} `}<b
                >"$FM/api${path}${query === "" ? "" : `?${query}`}"</b
            >`
    ];
    if (route.permission !== "public") lines.push(html`-H "Authorization: Bearer $TOKEN"`);
    if (name === "refresh" || name === "logout")
        lines.push(html`--cookie cookies.txt --cookie-jar cookies.txt`);
    if (name === "login" || name === "register") lines.push(html`--cookie-jar cookies.txt`);
    if (name === "saveDraft") lines.push(html`-H 'If-Match: "rev-16"'`);
    if (name === "executeWorkflow") lines.push(html`-H "Prefer: wait=30"`);
    if (route.idempotent) lines.push(html`-H "Idempotency-Key: $(uuidgen)"`);
    if (example.body !== undefined) {
        lines.push(html`-H "Content-Type: application/json"`);
        lines.push(html`-d <i class="s">'${quoted(example.body)}'</i>`);
    }
    return html`${lines.map((line, at) => html`${at === 0 ? "" : " \\\n  "}${line}`)}`;
}

/** Within single quotes a shell reads everything but a single quote as it is. */
function quoted(body: unknown): string {
    const text = JSON.stringify(body);
    const shown = text.length > 160 ? JSON.stringify(body, null, 2) : text;
    return shown.replaceAll("'", "'\\''");
}
