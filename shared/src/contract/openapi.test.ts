import { describe, expect, it } from "vitest";
import { ERRORS } from "./errors.ts";
import { EXAMPLES } from "./examples.ts";
import { openApi } from "./openapi.ts";
import type { Route } from "./route.ts";
import { routes } from "./routes.ts";

const names = Object.keys(routes) as (keyof typeof routes)[];
const document = openApi({ version: "1.2.3" });
const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

describe("OpenAPI", () => {
    it("has every route once, below /api, under its own name", () => {
        expect(operations.map(({ operationId }) => operationId).toSorted()).toEqual(
            [...names].toSorted()
        );
        for (const path of Object.keys(document.paths)) expect(path).toMatch(/^\/api\//);
        expect(document.paths["/api/workflows/{id}"]).toHaveProperty("patch");
    });

    it("asks for a token everywhere but on public operations", () => {
        for (const operation of operations) {
            const route: Route = routes[operation.operationId as keyof typeof routes];
            const security = route.permission === "public" ? [] : [{ bearer: [] }];
            expect(operation.security).toEqual(security);
        }
    });

    it("refers only to what it holds", () => {
        const text = JSON.stringify(document);
        const refs = new Set(
            [...text.matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? "")
        );
        expect(refs.size).toBeGreaterThan(20);
        for (const ref of refs) {
            const keys = ref.slice("#/".length).split("/");
            let target: unknown = document;
            for (const key of keys) target = (target as { [key: string]: unknown })[key];
            expect({ ref, found: typeof target }).toEqual({ ref, found: "object" });
        }
        expect(text).not.toContain("__shared");
    });

    it("names every error code a route lists, by its status", () => {
        const login = document.paths["/api/auth/login"]?.["post"];
        expect(Object.keys(login?.responses ?? {})).toEqual(
            expect.arrayContaining(["200", "400", "401", "413", "415", "429", "500", "503"])
        );
        for (const name of names) {
            const { errors = [] }: Route = routes[name];
            for (const code of errors) expect(Object.keys(ERRORS)).toContain(code);
        }
    });

    it("documents the headers that are more than transport", () => {
        const parametersOf = (path: string, method: string) =>
            document.paths[path]?.[method]?.parameters.map(({ name }) => name);
        expect(parametersOf("/api/workflows/{id}/draft", "put")).toContain("If-Match");
        expect(parametersOf("/api/workflows/execute", "post")).toEqual(
            expect.arrayContaining(["Prefer", "Idempotency-Key"])
        );
        expect(parametersOf("/api/workflows/{id}/versions/{version}", "get")).toEqual([
            "id",
            "version"
        ]);
    });
});

describe("the examples", () => {
    it.each(names)("of %s fit its schemas", (name) => {
        const route: Route = routes[name];
        const { params, query, body, data } = EXAMPLES[name];
        expect(route.params?.safeParse(params).error).toBeUndefined();
        expect(route.query?.safeParse(query ?? {}).error).toBeUndefined();
        expect(route.body?.safeParse(body).error).toBeUndefined();
        expect(route.response.safeParse(data).error).toBeUndefined();
    });
});
