import { ERROR_HELP } from "@flowmaestro/shared/contract/error-help.ts";
import { ERRORS } from "@flowmaestro/shared/contract/errors.ts";
import type { ErrorCode } from "@flowmaestro/shared/contract/errors.ts";
import { EXAMPLES } from "@flowmaestro/shared/contract/examples.ts";
import { TAGS } from "@flowmaestro/shared/contract/openapi.ts";
import type { Route } from "@flowmaestro/shared/contract/route.ts";
import { routes } from "@flowmaestro/shared/contract/routes.ts";
import type { RouteName } from "@flowmaestro/shared/contract/routes.ts";
import { GUIDE } from "./guide.ts";
import { html } from "./html.ts";
import type { Html } from "./html.ts";
import { badge, operationSection } from "./operation.ts";

/** The whole API on one page: no script, nothing from elsewhere, searchable with the browser's find. */
export function docsPage(version: string): string {
    const names = Object.keys(routes) as RouteName[];
    const tags = Object.entries(TAGS).map(([tag, about]) => ({
        tag,
        about,
        names: names.filter((name) => routes[name].tag === tag)
    }));
    const page = html`<!doctype html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <title>FlowMaestro API</title>
                <link rel="icon" href="/favicon.svg" />
                <link rel="stylesheet" href="/api/docs/style.css" />
            </head>
            <body>
                <a class="skip" href="#content">Skip to content</a>
                <nav aria-label="Contents">
                    <p class="brand"><b>FlowMaestro</b> API <small>${version}</small></p>
                    <h2>Guide</h2>
                    <ul>
                        ${GUIDE.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
                    </ul>
                    ${tags.map((each) => navGroup(each))}
                    <h2><a href="#errors">Errors</a></h2>
                </nav>
                <main id="content">
                    <header>
                        <h1>FlowMaestro API</h1>
                        <p>
                            Draw a workflow as a graph, run it, and trust the result. This page is
                            made from the same data that serves the API.
                        </p>
                    </header>
                    ${GUIDE.map(
                        ({ id, title, text }) =>
                            html`<section class="chapter" id="${id}">
                                <h2>${title}</h2>
                                ${text}
                            </section>`
                    )}
                    ${tags.map((each) => tagSection(each))} ${errorCatalogue()}
                </main>
            </body>
        </html>`;
    return page.text;
}

interface Tag {
    readonly tag: string;
    readonly about: string;
    readonly names: readonly RouteName[];
}

function navGroup({ tag, names }: Tag): Html {
    return html`<h2><a href="#tag-${tag}">${tag}</a></h2>
        <ul>
            ${names.map((name) => {
                const { method, summary }: Route = routes[name];
                return html`<li><a href="#${name}">${badge(method)} ${summary}</a></li>`;
            })}
        </ul>`;
}

function tagSection({ tag, about, names }: Tag): Html {
    return html`<section class="tag" id="tag-${tag}">
        <h2>${tag}</h2>
        <p>${about}</p>
        ${names.map((name) => operationSection(name, routes[name], EXAMPLES[name]))}
    </section>`;
}

function errorCatalogue(): Html {
    const codes = (Object.keys(ERRORS) as ErrorCode[]).toSorted(
        (a, b) => ERRORS[a].status - ERRORS[b].status
    );
    return html`<section class="tag" id="errors">
        <h2>Errors</h2>
        <p>
            Every code there is, with its status and what to do. Codes of nodes stand in the error
            of an execution, without a status of their own.
        </p>
        <dl>
            ${codes.map((code) => {
                const { status, retryable } = ERRORS[code];
                const { message, solution } = ERROR_HELP[code];
                return html`<div id="error-${code}">
                    <dt>
                        <span class="status">${status}</span> <code>${code}</code>
                        ${retryable ? html`<small>may succeed later</small>` : null}
                    </dt>
                    <dd>${message}</dd>
                    <dd class="fix">${solution}</dd>
                </div>`;
            })}
        </dl>
    </section>`;
}
