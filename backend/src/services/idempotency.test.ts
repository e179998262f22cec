import { describe, expect, it } from "vitest";
import { testApi } from "../../test/api.ts";
import type { Person } from "../../test/api.ts";

const api = await testApi();
const definition = { nodes: {}, edges: [] };

const create = (
    person: Person,
    key: string,
    name = "One",
    path: "/api/workflows" | "/api/v1/workflows" = "/api/workflows"
) => person.call("POST", path, { body: { name, definition }, headers: { "idempotency-key": key } });
const total = async (person: Person): Promise<number | undefined> =>
    (await person.call("GET", "/api/workflows")).data.pagination.total;

describe("an Idempotency-Key", () => {
    it("gives the first answer again, and makes nothing", async () => {
        const mira = await api.register();
        const first = await create(mira, "k1");
        const again = await create(mira, "k1", "One", "/api/v1/workflows");
        expect([first.status, again.status]).toEqual([201, 201]);
        expect(again.text).toBe(first.text);
        expect(again.headers["idempotent-replayed"]).toBe("true");
        expect(first.headers["idempotent-replayed"]).toBeUndefined();
        for (const name of ["location", "etag"])
            expect(again.headers[name]).toBe(first.headers[name]);
        expect(await total(mira)).toBe(1);
    });

    it("makes one thing of twenty requests at once", async () => {
        const mira = await api.register();
        const answers = await Promise.all(Array.from({ length: 20 }, () => create(mira, "k1")));
        expect(new Set(answers.map(({ data }) => data.id)).size).toBe(1);
        expect(
            answers.filter(({ headers }) => headers["idempotent-replayed"] === "true")
        ).toHaveLength(19);
        expect(await total(mira)).toBe(1);
    });

    it("refuses another body", async () => {
        const mira = await api.register();
        await create(mira, "k1");
        const other = await create(mira, "k1", "Two");
        expect([other.status, other.error?.code]).toEqual([422, "IDEMPOTENCY_KEY_REUSED"]);
        expect(await total(mira)).toBe(1);
    });

    it("is another one in another workspace, and for another route", async () => {
        const [mira, ben] = [await api.register(), await api.register()];
        const first = await create(mira, "k1");
        const theirs = await create(ben, "k1");
        expect(theirs.status).toBe(201);
        expect(theirs.data.id).not.toBe(first.data.id);
        const { id } = first.data;
        const published = await mira.call("POST", `/api/workflows/${id}/publish`, {
            body: {},
            headers: { "idempotency-key": "k1" }
        });
        expect(published.error?.code).not.toBe("IDEMPOTENCY_KEY_REUSED");
    });

    it("does not keep refusals", async () => {
        const mira = await api.register();
        expect((await create(mira, "k1", "")).status).toBe(400);
        expect((await create(mira, "k1", "Right")).status).toBe(201);
        const missing = (key: string) =>
            mira.call("POST", "/api/workflows/execute", {
                body: { workflow_id: "0190f3a2-7c1e-7d5b-9a54-3f0c2b1d8e6f" },
                headers: { "idempotency-key": key }
            });
        expect((await missing("k2")).status).toBe(404);
        const { rows } = await api.database.admin.query(
            "select 1 from idempotency_keys where workspace_id = $1 and key = 'k2'",
            [mira.workspace_id]
        );
        expect(rows).toHaveLength(0);
    });

    it("goes on with the same id after a crash, and finds what was made", async () => {
        const mira = await api.register();
        const first = await create(mira, "k1");
        const { id } = first.data;
        // As if the process had died between making it and writing the answer down.
        await api.database.admin.query(
            `update idempotency_keys
             set state = 'started', response = null, status = null, lease_until = now() - interval '1 s'
             where workspace_id = $1`,
            [mira.workspace_id]
        );
        const again = await create(mira, "k1");
        expect(again.status).toBe(201);
        expect(again.data.id).toBe(id);
        expect(await total(mira)).toBe(1);
    });

    it("waits for the first request, then says to come back", async () => {
        const mira = await api.register();
        await create(mira, "k1");
        const hold = (state: string) =>
            api.database.admin.query(
                "update idempotency_keys set state = $2, lease_until = now() + interval '1 hour' where workspace_id = $1",
                [mira.workspace_id, state]
            );
        await hold("started");
        const waiting = create(mira, "k1");
        await new Promise((resolve) => setTimeout(resolve, 300));
        await hold("finished");
        expect((await waiting).headers["idempotent-replayed"]).toBe("true");
        await hold("started");
        const refused = await create(mira, "k1");
        expect(refused.error).toMatchObject({ code: "IDEMPOTENCY_IN_FLIGHT", is_retryable: true });
        expect(refused.headers["retry-after"]).toBe("1");
    });

    it("is forgotten after a day", async () => {
        const mira = await api.register();
        const first = await create(mira, "k1");
        await api.database.admin.query(
            "update idempotency_keys set expires_at = now() where workspace_id = $1",
            [mira.workspace_id]
        );
        const later = await create(mira, "k1", "Another body");
        expect(later.status).toBe(201);
        expect(later.data.id).not.toBe(first.data.id);
    });

    it.each(["", "a".repeat(256), "two words", "k\u00e9y"])(
        "has to be visible ASCII: %j",
        async (key) => {
            const mira = await api.register();
            const answer = await create(mira, key);
            expect(answer.error?.code).toBe("INVALID_HEADER");
        }
    );
});
