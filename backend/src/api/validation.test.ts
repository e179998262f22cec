import { describe, expect, it } from "vitest";
import { routes } from "@flowmaestro/shared/contract/routes.ts";
import type { Route } from "@flowmaestro/shared/contract/route.ts";
import { AppError } from "../errors.ts";
import { validateRequest } from "./validation.ts";

const nothing = { params: {}, query: {}, headers: {}, body: undefined as unknown };

function errorsOf(route: Route, parts: Partial<typeof nothing>): unknown {
    try {
        validateRequest(route, { ...nothing, ...parts });
    } catch (error) {
        if (error instanceof AppError) return error.details["field_errors"];
        throw error;
    }
    return [];
}

describe("validation", () => {
    it("names every field that is wrong, in one answer and in plain words", () => {
        const body = { email: "nobody", password: "short", name: 7, admin: true };
        expect(errorsOf(routes.register, { body })).toEqual([
            { field: "email", message: "Not an email address." },
            { field: "password", message: "At least 12 characters." },
            { field: "name", message: "Has to be a string." },
            { field: "admin", message: "Unknown; remove it or check its spelling." }
        ]);
    });

    it("tells what is missing from what is of another kind", () => {
        expect(errorsOf(routes.login, { body: { password: null } })).toEqual([
            { field: "email", message: "Required: a string." },
            { field: "password", message: "Has to be a string." }
        ]);
        expect(errorsOf(routes.createWorkflow, { body: { name: "x" } })).toEqual([
            { field: "definition", message: "Required." }
        ]);
    });

    it.each([[[]], ["x"], [1], [null], [undefined]])("refuses the body %j as a whole", (body) => {
        expect(errorsOf(routes.login, { body })).toEqual([
            expect.objectContaining({ field: "body" })
        ]);
    });

    it("refuses unknown query parameters by name, on routes with and without any", () => {
        const unknown = { field: "colour", message: expect.stringContaining("") as string };
        expect(errorsOf(routes.listWorkflows, { query: { colour: "red" } })).toEqual([unknown]);
        expect(errorsOf(routes.me, { query: { colour: "red" } })).toEqual([unknown]);
    });

    it("lists the choices, and counts code points", () => {
        expect(errorsOf(routes.listWorkflows, { query: { sort: "size" } })).toEqual([
            { field: "sort", message: "Has to be one of: created_at, updated_at, name." }
        ]);
        const name = "👩".repeat(100);
        expect(errorsOf(routes.createWorkflow, { body: { name, definition: {} } })).toEqual([]);
        expect(
            errorsOf(routes.createWorkflow, { body: { name: `${name}x`, definition: {} } })
        ).toEqual([{ field: "name", message: "At most 100 characters." }]);
    });

    it("keeps a flood of errors, and names, short", () => {
        const body = Object.fromEntries(
            Array.from({ length: 500 }, (_, at) => [`${"k".repeat(500)}${at}`, 1])
        );
        const errors = errorsOf(routes.logout, { body }) as { field: string }[];
        expect(errors).toHaveLength(50);
        expect(errors[0]?.field.length).toBeLessThan(100);
    });
});
