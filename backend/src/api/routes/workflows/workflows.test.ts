import { describe, expect, it } from "vitest";
import { newId } from "../../../platform/ids.ts";
import { testApi } from "../../../../test/api.ts";
import type { Answered } from "../../../../test/answer.ts";
import type { CallOptions, Person } from "../../../../test/api.ts";

const api = await testApi();
const mira = await api.register("Mira");

const DEFINITION = {
    nodes: {
        "node-1": {
            id: "node-1",
            type: "input",
            position: { x: 100, y: 100 },
            data: { label: "In", schema: { message: { type: "string", required: true } } }
        },
        "node-2": {
            id: "node-2",
            type: "output",
            position: { x: 300, y: 100 },
            data: { output: "${node-1.output.message}" }
        }
    },
    edges: [{ id: "e1", source: "node-1", target: "node-2" }]
};
const { "node-1": first, "node-2": second } = DEFINITION.nodes;
/** A graph that can be saved and not executed. */
const BROKEN = {
    ...DEFINITION,
    nodes: { "node-1": first, "node-2": { ...second, data: { output: "${ghost.output}" } } }
};

async function create(person: Person, more: object = {}): Promise<string> {
    const body = { name: "A workflow", definition: DEFINITION, ...more };
    const answer = await person.call("POST", "/api/workflows", { body });
    if (answer.status !== 201) throw new Error(answer.text);
    return answer.data.id;
}

const on =
    (id: string, person = mira) =>
    <const M extends string, const P extends string>(
        method: M,
        path: P,
        options: CallOptions = {}
    ) =>
        person.call(method, `/api/workflows/${id}${path}` as const, options);

async function audited(id: string): Promise<string[]> {
    const { rows } = await api.database.admin.query<{ action: string }>(
        "select action from audit_log where resource_id = $1 order by created_at, id",
        [id]
    );
    return rows.map(({ action }) => action);
}

describe("creating", () => {
    it("makes version 1 of what was sent, and gives it back as it was sent", async () => {
        const body = {
            name: "Reply",
            description: "Kindly",
            tags: ["a", "b", "a"],
            definition: DEFINITION
        };
        const answer = await mira.call("POST", "/api/workflows", { body });
        expect(answer.status).toBe(201);
        const { data } = answer;
        expect(data).toMatchObject({
            name: "Reply",
            description: "Kindly",
            version: 1,
            revision: 1,
            problems: []
        });
        expect(answer.headers["location"]).toBe(`/api/workflows/${data.id}`);
        expect(answer.headers["etag"]).toBe('"rev-1"');
        const read = await on(data.id)("GET", "");
        expect(read.headers["etag"]).toBe('"rev-1"');
        expect(read.data).toMatchObject({
            tags: ["a", "b"],
            has_draft_changes: false,
            updated_by: { id: mira.user_id, name: "Mira" }
        });
        expect(JSON.stringify(read.data.definition)).toBe(JSON.stringify(DEFINITION));
        expect(await audited(data.id)).toEqual(["workflow.created"]);
    });

    it("takes nodes as a list", async () => {
        const definition = { nodes: [first, second], edges: DEFINITION.edges };
        const id = await create(mira, { definition });
        expect((await on(id)("GET", "")).data.definition.nodes).toEqual(DEFINITION.nodes);
    });

    it("saves what cannot be executed, and says why", async () => {
        const body = { name: "Broken", definition: BROKEN };
        const answer = await mira.call("POST", "/api/workflows", { body });
        expect(answer.status).toBe(201);
        expect(answer.data.problems).toEqual([
            expect.objectContaining({ severity: "error", node_id: "node-2" })
        ]);
    });

    it("stores nothing of what is not a graph", async () => {
        const edges = [...DEFINITION.edges, { id: "e2", source: "node-2", target: "node-1" }];
        const before = (await mira.call("GET", "/api/workflows")).data.pagination.total;
        const body = { name: "Round", definition: { ...DEFINITION, edges } };
        const answer = await mira.call("POST", "/api/workflows", { body });
        expect(answer.error).toMatchObject({
            code: "WORKFLOW_CYCLE",
            details: { reason: "workflow_cycle" }
        });
        const after = (await mira.call("GET", "/api/workflows")).data.pagination.total;
        expect(after).toBe(before);
    });

    it("ignores nobody's attempt to name an owner", async () => {
        const ben = await api.register();
        const body = { name: "Mine", definition: DEFINITION, user_id: ben.user_id };
        const answer = await mira.call("POST", "/api/workflows", { body });
        expect(answer.error?.details.field_errors).toEqual([
            expect.objectContaining({ field: "user_id" })
        ]);
    });

    it.each([
        "\u202egnp.exe",
        "👩‍👩‍👧‍👦",
        "Z\u0351\u036b\u0343",
        "é",
        "e\u0301",
        "<img src=x onerror=alert(1)>",
        'a\r\n{"level":"info","msg":"admin logged in"}',
        "a".repeat(100)
    ])("keeps the name %j byte by byte, and the log in one line", async (name) => {
        const id = await create(mira, { name });
        expect((await on(id)("GET", "")).data.name).toBe(name);
        for (const line of api.log) expect(line.trimEnd()).not.toContain("\n");
    });
});

describe("saving and publishing at once", () => {
    it("PUT makes a new version, with and without a definition", async () => {
        const id = await create(mira);
        const put = await on(id)("PUT", "", { body: { definition: BROKEN } });
        expect(put.data).toMatchObject({ id, version: 2, revision: 2 });
        expect(put.data.problems).toHaveLength(1);
        const named = await on(id)("PUT", "", { body: { name: "New", description: null } });
        expect(named.data).toMatchObject({ version: 3, revision: 3 });
        expect((await on(id)("GET", "")).data).toMatchObject({
            name: "New",
            has_draft_changes: false
        });
    });

    it("PATCH makes a version only of another definition", async () => {
        const id = await create(mira);
        const tagged = await on(id)("PATCH", "", { body: { tags: ["x"] } });
        expect(tagged.data).toMatchObject({ version: 1, revision: 2 });
        const changed = await on(id)("PATCH", "", { body: { definition: BROKEN } });
        expect(changed.data).toMatchObject({ version: 2, revision: 3 });
        expect((await on(id)("GET", "")).data.tags).toEqual(["x"]);
    });

    it("refuses an older revision and writes the last-write-wins of others down", async () => {
        const id = await create(mira);
        await on(id)("PUT", "", { body: { name: "Second" } });
        const stale = await on(id)("PUT", "", {
            body: { name: "Third" },
            headers: { "if-match": '"rev-1"' }
        });
        expect(stale.error).toMatchObject({
            code: "REVISION_CONFLICT",
            details: { current_revision: 2, your_revision: 1, updated_by: { name: "Mira" } }
        });
        expect(stale.headers["etag"]).toBe('"rev-2"');
        expect((await on(id)("GET", "")).data.name).toBe("Second");
        for (const match of ['"rev-2"', "*"])
            expect(
                (await on(id)("PATCH", "", { body: { tags: [] }, headers: { "if-match": match } }))
                    .status
            ).toBe(200);
        expect(await audited(id)).toContain("workflow.published");
        const { rows } = await api.database.admin.query<{ details: string }>(
            "select details::text from audit_log where resource_id = $1 and action = 'workflow.updated'",
            [id]
        );
        const isBlind = ({ details }: { details: string }) => details.includes("last_write_wins");
        expect(rows.map(isBlind)).toEqual([true, false, false]);
        expect(JSON.parse(rows[0]?.details ?? "")).toMatchObject({ last_write_wins: true });
    });
});

describe("the draft", () => {
    const save = (id: string, rev: number | null, definition: unknown = DEFINITION) =>
        on(id)("PUT", "/draft", {
            body: { definition },
            headers: rev === null ? {} : { "if-match": `"rev-${rev}"` }
        });

    it("is saved without a version", async () => {
        const id = await create(mira);
        const saved = await save(id, 1, BROKEN);
        expect(saved.data).toMatchObject({ id, revision: 2 });
        expect(saved.data.problems).toHaveLength(1);
        expect(saved.headers["etag"]).toBe('"rev-2"');
        expect(saved.data.has_draft_changes).toBe(true);
        expect((await on(id)("GET", "")).data).toMatchObject({
            version: 1,
            revision: 2,
            has_draft_changes: true
        });
        expect((await on(id)("GET", "/versions/1")).data.definition).toEqual(DEFINITION);
        await save(id, 2, DEFINITION);
        expect((await on(id)("GET", "")).data.has_draft_changes).toBe(false);
    });

    it("that says the same as the newest version is that version again", async () => {
        const id = await create(mira);
        await save(id, 1, BROKEN);
        const { position, data, ...rest } = first;
        const again = {
            edges: DEFINITION.edges,
            nodes: {
                "node-1": {
                    data: { schema: data.schema, label: data.label },
                    disabled: false,
                    position,
                    ...rest
                },
                "node-2": { ...second, notes: "" }
            },
            settings: {}
        };
        const saved = await save(id, 2, again);
        expect(saved.data).toMatchObject({ revision: 3, has_draft_changes: false, problems: [] });
        expect(saved.headers["etag"]).toBe('"rev-3"');
        const now = await on(id)("GET", "");
        expect(now.data).toMatchObject({ version: 1, revision: 3, has_draft_changes: false });
        expect(JSON.stringify(now.data.definition)).toBe(JSON.stringify(DEFINITION));
        // Who is late hears of it, whatever the difference would have come to.
        expect((await save(id, 2, DEFINITION)).error?.code).toBe("REVISION_CONFLICT");
        const moved = { ...first, position: { x: 101, y: 100 } };
        const changed = { ...again, nodes: { ...again.nodes, "node-1": moved } };
        expect((await save(id, 3, changed)).data.has_draft_changes).toBe(true);
    });

    it("is compared with what is published by the time it is saved", async () => {
        const id = await create(mira);
        const other = { ...DEFINITION, settings: { concurrency: 2 } };
        let revision = 1;
        for (let round = 0; round < 10; round += 1) {
            // The publisher takes whatever stands there; the saver may be before or after it.
            const definition = round % 2 === 0 ? other : { ...DEFINITION, settings: {} };
            const [saved] = await Promise.all([
                save(id, revision, definition),
                on(id)("POST", "/publish", { body: {} })
            ]);
            expect(saved.status).toBe(200);
            revision = saved.data.revision;
            const { version, ...draft } = (await on(id)("GET", "")).data;
            const live = (await on(id)("GET", `/versions/${version}`)).data.definition;
            const stored = JSON.stringify(draft.definition);
            expect(draft.has_draft_changes).toBe(stored !== JSON.stringify(live));
            expect(draft.definition.settings ?? {}).toEqual(definition.settings);
        }
    });

    it("needs to know what it was made on", async () => {
        const id = await create(mira);
        expect((await save(id, null)).error).toMatchObject({ code: "PRECONDITION_REQUIRED" });
        expect((await save(id, 7)).error).toMatchObject({ code: "REVISION_CONFLICT" });
        const odd = await on(id)("PUT", "/draft", {
            body: { definition: DEFINITION },
            headers: { "if-match": "rev-1" }
        });
        expect(odd.error).toMatchObject({ code: "INVALID_HEADER" });
    });

    it("is won by one of twenty who save at once", async () => {
        const id = await create(mira);
        const answers = await Promise.all(Array.from({ length: 20 }, () => save(id, 1, BROKEN)));
        const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
        expect(statuses).toEqual([200, ...Array<number>(19).fill(412)]);
        expect((await on(id)("GET", "")).data.revision).toBe(2);
    });

    it("keeps node types that are gone from the catalogue, but takes no new ones", async () => {
        const id = await create(mira);
        const withType = (type: string) => ({
            ...DEFINITION,
            nodes: { "node-1": first, "node-2": { ...second, type } }
        });
        await api.database.admin.query("update workflows set definition = $2 where id = $1", [
            id,
            JSON.stringify(withType("retired"))
        ]);
        expect((await save(id, 1, withType("retired"))).status).toBe(200);
        expect((await save(id, 2, withType("nosuch"))).error?.code).toBe("UNKNOWN_NODE_TYPE");
    });
});

describe("publishing", () => {
    it("makes the draft a version, with a note", async () => {
        const id = await create(mira);
        const headers = { "if-match": '"rev-1"' };
        const definition = { ...DEFINITION, settings: { concurrency: 2 } };
        await on(id)("PUT", "/draft", { body: { definition }, headers });
        const published = await on(id)("POST", "/publish", { body: { note: "Faster" } });
        expect(published.data).toEqual({ id, version: 2, revision: 2, problems: [] });
        const version = (await on(id)("GET", "/versions/2")).data;
        expect(version).toMatchObject({ note: "Faster", definition, created_by: { name: "Mira" } });
    });

    it("refuses a draft with errors, and an older revision", async () => {
        const id = await create(mira, { definition: BROKEN });
        const refused = await on(id)("POST", "/publish");
        expect(refused.error).toMatchObject({ code: "WORKFLOW_NOT_EXECUTABLE" });
        expect(refused.error?.details["problems"]).toHaveLength(1);
        const stale = await on(id)("POST", "/publish", { headers: { "if-match": '"rev-9"' } });
        expect(stale.error?.code).toBe("REVISION_CONFLICT");
        expect((await on(id)("GET", "")).data.version).toBe(1);
    });

    it("gives each of ten publishers a version of their own", async () => {
        const id = await create(mira);
        const answers = await Promise.all(
            Array.from({ length: 10 }, () => on(id)("POST", "/publish", { body: {} }))
        );
        const versions = answers.map(({ data }) => data.version);
        expect(versions.toSorted((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    });
});

describe("versions", () => {
    it("are listed newest first, page by page and by cursor", async () => {
        const id = await create(mira);
        for (let version = 2; version <= 5; version += 1) await on(id)("PUT", "", { body: {} });
        const numbers = ({ data }: Answered<{ versions: { version: number }[] }>) =>
            data.versions.map(({ version }) => version);
        const page = await on(id)("GET", "/versions?limit=2&page=2");
        expect(numbers(page)).toEqual([3, 2]);
        expect(page.data.pagination).toMatchObject({ page: 2, total: 5, pages: 3 });
        const cursor = page.data.pagination.next_cursor;
        expect(numbers(await on(id)("GET", `/versions?limit=2&cursor=${cursor}`))).toEqual([1]);
        expect(numbers(await on(id)("GET", "/versions?order=asc&limit=2"))).toEqual([1, 2]);
    });

    it("that do not exist are not found", async () => {
        const id = await create(mira);
        expect((await on(id)("GET", "/versions/2")).status).toBe(404);
        expect((await on(newId())("GET", "/versions")).status).toBe(404);
        for (const version of ["0", "-1", "1.5", "x", "99999999999"])
            expect((await on(id)("GET", `/versions/${version}`)).status).toBe(400);
    });

    it("come back as the newest by rollback, and the draft is kept", async () => {
        const id = await create(mira);
        const other = { ...DEFINITION, settings: { concurrency: 3 } };
        await on(id)("PUT", "", { body: { definition: other } });
        const headers = { "if-match": '"rev-2"' };
        await on(id)("PUT", "/draft", { body: { definition: BROKEN }, headers });
        const back = await on(id)("POST", "/versions/1/rollback", { body: {} });
        expect(back.data).toEqual({ id, version: 3, revision: 4 });
        const now = (await on(id)("GET", "")).data;
        expect(now).toMatchObject({ definition: DEFINITION, has_draft_changes: false, version: 3 });
        const { rows } = await api.database.admin.query<{ definition: string; revision: number }>(
            `select d.definition, s.revision
             from workflow_snapshots s
             join definitions d on d.workspace_id = s.workspace_id and d.hash = s.definition_hash
             where s.workflow_id = $1`,
            [id]
        );
        expect(rows.map(({ revision }) => revision)).toEqual([3]);
        expect(JSON.parse(rows[0]?.definition ?? "")).toEqual(BROKEN);
        expect(await audited(id)).toContain("workflow.rolled_back");
    });

    it("that cannot be executed any more leave the current one alone", async () => {
        const id = await create(mira, { definition: BROKEN });
        await on(id)("PUT", "", { body: { definition: DEFINITION } });
        const refused = await on(id)("POST", "/versions/1/rollback");
        expect(refused.error?.code).toBe("WORKFLOW_NOT_EXECUTABLE");
        expect((await on(id)("GET", "")).data).toMatchObject({
            version: 2,
            definition: DEFINITION
        });
    });
});

describe("validating", () => {
    it("says what is wrong and what flows where, and stores nothing", async () => {
        const good = await mira.call("POST", "/api/workflows/validate", {
            body: { definition: DEFINITION }
        });
        expect(good.data.problems).toEqual([]);
        expect(good.data.nodes["node-1"]?.output_schema).toMatchObject({ type: "object" });
        const bad = await mira.call("POST", "/api/workflows/validate", {
            body: { definition: BROKEN }
        });
        expect(bad.data.problems).toHaveLength(1);
    });

    it("lets others work while it looks at the largest document there may be", async () => {
        const ids = Array.from({ length: 2_000 }, (_, at) => `n${at}`);
        const definition = {
            nodes: Object.fromEntries(
                ids.map((id, at) => [
                    id,
                    {
                        id,
                        type: "echo",
                        position: { x: at, y: 0 },
                        data: { value: at === 0 ? 1 : `\${n${at - 1}.output} and \${n0.output}` }
                    }
                ])
            ),
            edges: ids.slice(1).map((id, at) => ({ id: `e${at}`, source: `n${at}`, target: id }))
        };
        const body = { definition };
        const longestPause = async (): Promise<number> => {
            let longest = 0;
            let last = performance.now();
            const timer = setInterval(() => {
                longest = Math.max(longest, performance.now() - last);
                last = performance.now();
            }, 1);
            const answer = await mira.call("POST", "/api/workflows/validate", { body });
            clearInterval(timer);
            expect(answer.status).toBe(200);
            return longest;
        };
        // What somebody else took of the processor is not there every time.
        let least = await longestPause();
        for (let round = 0; round < 5 && least >= 250; round += 1)
            least = Math.min(least, await longestPause());
        expect(least).toBeLessThan(250);
    });
});

describe("deleting", () => {
    it("is done once, and leaves nothing to read or change", async () => {
        const id = await create(mira);
        expect((await on(id)("DELETE", "")).data).toEqual({ deleted: true });
        for (const [method, path, body] of [
            ["DELETE", "", undefined],
            ["GET", "", undefined],
            ["PUT", "", {}],
            ["POST", "/publish", {}],
            ["GET", "/versions", undefined],
            ["GET", "/versions/1", undefined]
        ] as const)
            expect((await on(id)(method, path, { body })).status).toBe(404);
        const started = await mira.call("POST", "/api/workflows/execute", {
            body: { workflow_id: id }
        });
        expect(started.status).toBe(404);
        expect(await audited(id)).toEqual(["workflow.created", "workflow.deleted"]);
    });
});
