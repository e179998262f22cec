import { describe, expect, expectTypeOf, it } from "vitest";
import type { Execution } from "@flowmaestro/shared/contract/routes/executions.ts";
import type { Workflow } from "@flowmaestro/shared/contract/routes/workflows.ts";
import { answered } from "./answer.ts";
import { routeOf } from "./contract.ts";
import type { DataOf } from "./contract.ts";

const told = (status: number, body: object) => ({
    status,
    headers: { "content-type": "application/json; charset=utf-8" },
    text: JSON.stringify(body)
});

describe("an answer in tests", () => {
    it("has the type of the route that was asked", () => {
        type Id = `/api/executions/${string}`;
        expectTypeOf<DataOf<"GET", Id>>().toEqualTypeOf<Execution>();
        expectTypeOf<DataOf<"GET", `/executions/${string}`>>().toEqualTypeOf<Execution>();
        expectTypeOf<DataOf<"GET", `/api/v1/workflows/${string}`>>().toEqualTypeOf<Workflow>();
        type Events = DataOf<"GET", `${Id}/events?after_seq=${number}`>;
        expectTypeOf<Events["next_seq"]>().toEqualTypeOf<number>();
        expectTypeOf<DataOf<"PUT", Id>>().toBeUnknown();
        expectTypeOf<DataOf<"GET", "/api/nothing">>().toBeUnknown();
        expectTypeOf<DataOf<string, Id>>().toBeUnknown();
        expectTypeOf<DataOf<"GET", string>>().toBeUnknown();
        expect(routeOf("GET", "/api/v1/executions/7?x=/graph")?.path).toBe("/executions/:id");
        expect(routeOf("POST", "/workflows/execute")?.path).toBe("/workflows/execute");
        expect(routeOf("PUT", "/api/executions/7")).toBeUndefined();
    });

    it("says what the contract promises, no less and no more", () => {
        const read = (data: object): unknown =>
            answered("POST", "/api/auth/logout", told(200, { success: true, data })).data;
        expect(read({ logged_out: true })).toEqual({ logged_out: true });
        expect(() => read({})).toThrow("logged_out");
        expect(() => read({ logged_out: true, password: "x" })).toThrow("not in its contract");
    });

    it("has no data when it refuses, and refuses with what is documented", () => {
        const refusal = (code: string) => {
            const details = { reason: "r", solution: "s" };
            const error = { code, message: "m", is_retryable: false, request_id: "r", details };
            return answered("POST", "/api/auth/ws-ticket", told(401, { success: false, error }));
        };
        expect(() => refusal("UNAUTHORIZED").data).toThrow("No data, but 401");
        expect(() => refusal("EMAIL_TAKEN")).toThrow("not documented");
    });
});
