import { expect, it } from "vitest";
import { testApi } from "../../../test/api.ts";
import { callableVersions } from "./callable.ts";

const api = await testApi();

const definition = (value: number) => ({
    nodes: { a: { id: "a", type: "echo", position: { x: 0, y: 0 }, data: { value } } },
    edges: []
});

it("a call gets the newest version that was published when the caller started", async () => {
    const person = await api.register();
    const { workspace_id } = person;
    const call = callableVersions(api.deps.pools.app);
    const made = await person.call("POST", "/api/workflows", {
        body: { name: "Called", definition: definition(1) }
    });
    const workflow_id: string = made.data.id;
    const first = api.deps.clock.now();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const saved = await person.call("PUT", `/api/workflows/${workflow_id}`, {
        body: { definition: definition(2) },
        headers: { "if-match": String(made.headers["etag"]) }
    });
    expect(saved.status, saved.text).toBe(200);
    const second = api.deps.clock.now() + 5;
    const asked = { workspace_id, workflow_id };
    const newest = saved.data.version;
    expect(newest).toBeGreaterThan(1);
    expect(await call({ ...asked, published_before: first })).toEqual({ ok: true, version: 1 });
    expect(await call({ ...asked, published_before: second })).toEqual({
        ok: true,
        version: newest
    });
    expect(await call({ ...asked, version: 1, published_before: second })).toMatchObject({
        version: 1
    });
    expect(await call({ ...asked, published_before: 0 })).toMatchObject({
        ok: false,
        error: { code: "NOT_FOUND", message: expect.stringContaining("no published version") }
    });
    const odd = { workspace_id, workflow_id: "x' or 1=1", published_before: second };
    expect(await call(odd)).toMatchObject({ ok: false, error: { code: "NOT_FOUND" } });
});
