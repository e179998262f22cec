import { describe, expect, it } from "vitest";
import { testApi } from "../../../../test/api.ts";
import type { Answered } from "../../../../test/answer.ts";
import type { Person } from "../../../../test/api.ts";

const api = await testApi();

const definition = {
    nodes: {
        a: { id: "a", type: "input", position: { x: 10, y: 20 }, data: { schema: {} } },
        b: { id: "b", type: "output", position: { x: 30, y: 20 }, data: { output: "x" } }
    },
    edges: [{ id: "e", source: "a", target: "b" }]
};

async function create(person: Person, name: string, more: object = {}): Promise<string> {
    const body = { name, definition, ...more };
    const answer = await person.call("POST", "/api/workflows", { body });
    return answer.data.id;
}

/** Where the header says the next page is. */
const NEXT = /^<\/api(?:\/v1)?\/workflows\?(.*)>; rel="next"$/;

const namesOf = ({ data }: Answered<{ workflows: { name: string }[] }>): string[] =>
    data.workflows.map(({ name }) => name);

describe("the list", () => {
    it("is empty at first", async () => {
        const mira = await api.register();
        const answer = await mira.call("GET", "/api/workflows");
        expect(answer.data).toEqual({
            workflows: [],
            pagination: { page: 1, limit: 20, total: 0, pages: 0, next_cursor: null }
        });
        expect(answer.headers["link"]).toBeUndefined();
    });

    it("shows what a card needs, without the definition", async () => {
        const mira = await api.register("Mira");
        const workflow_id = await create(mira, "One", { tags: ["x"], description: "About" });
        for (let round = 0; round < 3; round += 1)
            await mira.call("POST", "/api/workflows/execute", {
                body: { workflow_id },
                headers: { prefer: "wait=10" }
            });
        const [item] = (await mira.call("GET", "/api/workflows")).data.workflows;
        expect(item).toMatchObject({
            id: workflow_id,
            name: "One",
            description: "About",
            tags: ["x"],
            version: 1,
            revision: 1,
            has_draft_changes: false,
            updated_by: { name: "Mira" },
            outline: {
                nodes: [
                    { id: "a", type: "input", x: 10, y: 20 },
                    { id: "b", type: "output", x: 30, y: 20 }
                ],
                edges: [{ source: "a", target: "b" }]
            }
        });
        expect(item).not.toHaveProperty("definition");
        const { data } = await mira.call("GET", "/api/executions");
        const [last] = data.executions;
        expect(item?.last_execution).toEqual({
            id: last?.id,
            status: "completed",
            started_at: last?.started_at,
            duration_ms: last?.duration_ms
        });
        expect(item?.recent_executions).toHaveLength(3);
    });

    it("sorts by time and by name, in both directions", async () => {
        const mira = await api.register();
        const ids: string[] = [];
        for (const name of ["beta", "Alpha", "gamma"]) ids.push(await create(mira, name));
        await mira.call("PATCH", `/api/workflows/${ids[0]}`, { body: { tags: ["touched"] } });
        const sorted = async (query: string) =>
            namesOf(await mira.call("GET", `/api/workflows?${query}`));
        expect(await sorted("")).toEqual(["gamma", "Alpha", "beta"]);
        expect(await sorted("sort=created_at&order=asc")).toEqual(["beta", "Alpha", "gamma"]);
        expect(await sorted("sort=updated_at")).toEqual(["beta", "gamma", "Alpha"]);
        expect(await sorted("sort=name")).toEqual(["Alpha", "beta", "gamma"]);
        expect(await sorted("sort=name&order=desc")).toEqual(["gamma", "beta", "Alpha"]);
    });

    it("finds text in name, description and tags, and takes it as text", async () => {
        const mira = await api.register();
        await create(mira, "100% sure");
        await create(mira, "under_score");
        await create(mira, "Plain", { description: "talks about Invoices" });
        await create(mira, "back\\slash", { tags: ["Billing"] });
        const found = async (search: string) =>
            namesOf(
                await mira.call(
                    "GET",
                    `/api/workflows?sort=name&search=${encodeURIComponent(search)}`
                )
            );
        expect(await found("%")).toEqual(["100% sure"]);
        expect(await found("_")).toEqual(["under_score"]);
        expect(await found("\\")).toEqual(["back\\slash"]);
        expect(await found("invoice")).toEqual(["Plain"]);
        expect(await found("BILL")).toEqual(["back\\slash"]);
        expect(await found("(a+)+$")).toEqual([]);
        expect(await found("' or 1=1 --")).toEqual([]);
        expect(await found("  ")).toHaveLength(4);
        const long = await mira.call("GET", `/api/workflows?search=${"a".repeat(201)}`);
        expect(long.error?.code).toBe("VALIDATION_FAILED");
    });

    it("filters by tag and by whether there are changes to publish", async () => {
        const mira = await api.register();
        await create(mira, "Tagged", { tags: ["red", "blue"] });
        const changed = await create(mira, "Changed", { tags: ["red"] });
        await mira.call("PUT", `/api/workflows/${changed}/draft`, {
            body: { definition: { ...definition, edges: [] } },
            headers: { "if-match": '"rev-1"' }
        });
        const found = async (query: string) =>
            namesOf(await mira.call("GET", `/api/workflows?sort=name&${query}`));
        expect(await found("tag=red")).toEqual(["Changed", "Tagged"]);
        expect(await found("tag=blue")).toEqual(["Tagged"]);
        expect(await found("tag=bl")).toEqual([]);
        expect(await found("state=draft")).toEqual(["Changed"]);
        expect(await found("state=live&tag=red")).toEqual(["Tagged"]);
        const counted = await mira.call("GET", "/api/workflows?state=live&limit=1");
        expect(counted.data.pagination.total).toBe(1);
    });

    it("calls nothing live that could not run", async () => {
        const mira = await api.register();
        const empty = { nodes: {}, edges: [] };
        const id = await create(mira, "New", { definition: empty });
        await create(mira, "Ready");
        const found = async (query: string) =>
            (await mira.call("GET", `/api/workflows?sort=name&${query}`)).data.workflows.map(
                ({ name, version, is_live }) => [name, version, is_live]
            );
        expect(await found("")).toEqual([
            ["New", 1, false],
            ["Ready", 1, true]
        ]);
        expect(await found("state=live")).toEqual([["Ready", 1, true]]);
        expect(await found("state=draft")).toEqual([["New", 1, false]]);
        expect((await mira.call("GET", `/api/workflows/${id}`)).data).toMatchObject({
            version: 1,
            is_live: false,
            has_draft_changes: false
        });
        const headers = { "if-match": '"rev-1"' };
        await mira.call("PUT", `/api/workflows/${id}/draft`, { body: { definition }, headers });
        await mira.call("POST", `/api/workflows/${id}/publish`);
        expect(await found("state=live")).toEqual([
            ["New", 2, true],
            ["Ready", 1, true]
        ]);
        // The newest version is what a start would run; an older one that could does not count.
        await mira.call("PUT", `/api/workflows/${id}`, { body: { definition: empty } });
        expect(await found("state=draft")).toEqual([["New", 3, false]]);
    });

    it("is walked by cursor without repeats or gaps while others write", async () => {
        const mira = await api.register();
        const steady = new Set<string>();
        for (let at = 0; at < 25; at += 1) steady.add(await create(mira, `Steady ${at % 3}`));
        for (const sort of ["created_at", "name", "updated_at"]) {
            const seen: string[] = [];
            const page = (query: string) => mira.call("GET", `/api/workflows?${query}`);
            let query: string | undefined = `limit=4&sort=${sort}`;
            while (query !== undefined) {
                const answer: Awaited<ReturnType<typeof page>> = await page(query);
                seen.push(...answer.data.workflows.map(({ id }) => id));
                query = NEXT.exec(answer.headers["link"] ?? "")?.[1];
                const extra = await create(mira, "Between");
                if (seen.length % 8 === 0) await mira.call("DELETE", `/api/workflows/${extra}`);
            }
            expect(new Set(seen).size).toBe(seen.length);
            expect([...steady].filter((id) => !seen.includes(id))).toEqual([]);
        }
    });

    it.each([
        "limit=0",
        "limit=-1",
        "limit=101",
        "limit=1000000000",
        "limit=1.5",
        "limit=abc",
        "limit=",
        "limit[]=1",
        "limit=1&limit=2",
        "page=0",
        "page=-1",
        "page=1e18",
        "page=99999999999999999999",
        "sort=password_hash",
        "order=sideways",
        "state=%25",
        "search=%00",
        "tag=%00",
        "cursor=eyJ4Ijox",
        "cursor=",
        "page=1&cursor=x",
        "colour=red",
        "__proto__=1"
    ])("refuses %s by name", async (query) => {
        const mira = await api.register();
        const answer = await mira.call("GET", `/api/workflows?${query}`);
        expect(answer.status).toBe(400);
        expect(["VALIDATION_FAILED", "INVALID_CURSOR"]).toContain(answer.error?.code);
    });

    it("beyond the end is empty", async () => {
        const mira = await api.register();
        await create(mira, "Only");
        const answer = await mira.call("GET", "/api/workflows?page=1000000");
        expect(answer.data.workflows).toEqual([]);
        expect(answer.data.pagination).toMatchObject({ total: 1, next_cursor: null });
    });

    it("stays quick over a hundred thousand workflows", async () => {
        const mira = await api.register();
        await api.database.admin.query(
            `insert into workflows (id, workspace_id, user_id, name, definition, definition_hash, published_hash)
             select gen_random_uuid(), $1::uuid, $2::uuid, 'Workflow ' || n, '{"nodes":{},"edges":[]}', 'h', 'h'
             from generate_series(1, 100000) n`,
            [mira.workspace_id, mira.user_id]
        );
        await api.database.admin.query("analyze workflows");
        for (const query of [
            "",
            "search=workflow%209999",
            "search=nowhere",
            "sort=name&page=200"
        ]) {
            const times: number[] = [];
            for (let round = 0; round < 3; round += 1) {
                const started = performance.now();
                const answer = await mira.call("GET", `/api/workflows?${query}`);
                expect(answer.status).toBe(200);
                times.push(performance.now() - started);
            }
            expect(Math.min(...times)).toBeLessThan(1_500);
        }
    });
});
