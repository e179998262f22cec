import { describe, expect, it } from "vitest";
import { EXAMPLES } from "@flowmaestro/shared/contract/examples.ts";
import type { Route } from "@flowmaestro/shared/contract/route.ts";
import { routes } from "@flowmaestro/shared/contract/routes.ts";
import { newId } from "../platform/ids.ts";
import { VersionRepository } from "../storage/repositories/version.repository.ts";
import { Session } from "../storage/session.ts";
import { testApi } from "../../test/api.ts";
import type { Answered } from "../../test/answer.ts";
import type { Person } from "../../test/api.ts";

const api = await testApi();
const names = Object.keys(routes) as (keyof typeof routes)[];
const routeOf = (name: keyof typeof routes): Route => routes[name];

const mira = await api.register("Mira");
const stranger = await api.register("A stranger");
const definition = {
    nodes: {
        a: { id: "a", type: "input", position: { x: 0, y: 0 }, data: { schema: {} } },
        b: { id: "b", type: "output", position: { x: 0, y: 0 }, data: { output: "x" } }
    },
    edges: [{ id: "e", source: "a", target: "b" }]
};
const made = await mira.call("POST", "/api/workflows", { body: { name: "Private", definition } });
const workflow_id: string = made.data.id;
const started = await mira.call("POST", "/api/workflows/execute", {
    body: { workflow_id },
    headers: { prefer: "wait=10" }
});
const execution_id: string = started.data.execution_id;

interface Ids {
    readonly workflow: string;
    readonly execution: string;
    readonly workspace: string;
}

/** The example of a route, with these ids wherever it names one. */
function callOf(name: keyof typeof routes, ids: Ids) {
    const route = routeOf(name);
    const example = EXAMPLES[name];
    const id = route.path.startsWith("/executions") ? ids.execution : ids.workflow;
    const path = route.path
        .replace(":id", id)
        .replace(":version", "1")
        .replaceAll(/:(\w+)/g, (_match, key: string) => example.params?.[key] ?? key);
    const text = JSON.stringify(example.body ?? null)
        .replaceAll(EXAMPLES.getWorkflow.params?.["id"] ?? "", ids.workflow)
        .replaceAll(EXAMPLES.me.data.workspace.id, ids.workspace);
    return {
        route,
        url: `/api${path}`,
        body: text === "null" ? undefined : (JSON.parse(text) as unknown)
    };
}

const mine: Ids = { workflow: workflow_id, execution: execution_id, workspace: mira.workspace_id };
const nobodys = (): Ids => ({ workflow: newId(), execution: newId(), workspace: newId() });

async function send(person: Person | null, name: keyof typeof routes, ids: Ids): Promise<Answered> {
    const { route, url, body } = callOf(name, ids);
    const headers = { "if-match": '"rev-1"' };
    return person === null
        ? api.call(route.method, url, { body, headers })
        : person.call(route.method, url, { body, headers });
}

const isOpen = (name: keyof typeof routes) => routeOf(name).permission === "public";
/** Routes that name something by id, in the path or in the body. */
const namesSomething = names.filter(
    (name) =>
        routeOf(name).path.includes(":id") || name === "executeWorkflow" || name === "workspace"
);

describe("without a token", () => {
    it.each(names.filter((name) => !isOpen(name)))("%s is 401", async (name) => {
        for (const ids of [mine, nobodys()]) {
            const answer = await send(null, name, ids);
            expect(answer.error).toMatchObject({ code: "UNAUTHORIZED" });
        }
    });

    it("covers the routes there are", () => {
        expect(names.filter(isOpen).toSorted()).toEqual([
            "getInfo",
            "login",
            "logout",
            "refresh",
            "register",
            "verify"
        ]);
        expect(namesSomething.length).toBeGreaterThan(18);
    });
});

describe("with the token of another workspace", () => {
    it.each(namesSomething)("%s tells nothing of what is not one's own", async (name) => {
        const foreign = await send(stranger, name, mine);
        const random = await send(stranger, name, nobodys());
        expect(foreign.status).toBe(404);
        const comparable = ({ error, headers }: Answered) => ({
            error: { ...error, request_id: "" },
            headers: Object.keys(headers)
        });
        expect(comparable(foreign)).toEqual(comparable(random));
    });

    it("lists hold nothing of others, and filters count nothing", async () => {
        for (const url of [
            "/api/workflows",
            "/api/workflows?search=Private",
            "/api/executions",
            `/api/executions?workflow_id=${workflow_id}`
        ] as const) {
            const { data } = await stranger.call("GET", url);
            expect(data.pagination.total).toBe(0);
            expect(JSON.stringify(data)).not.toContain(workflow_id);
        }
    });

    it("nothing was changed by any of this", async () => {
        const { data } = await mira.call("GET", `/api/workflows/${workflow_id}`);
        expect(data).toMatchObject({ name: "Private", version: 1, revision: 1, definition });
    });

    it("a cursor is as good as a made-up one", async () => {
        await mira.call("POST", "/api/workflows", { body: { name: "Second", definition } });
        const { data } = await mira.call("GET", "/api/workflows?limit=1");
        const url = `/api/workflows?cursor=${data.pagination.next_cursor}` as const;
        expect((await mira.call("GET", url)).status).toBe(200);
        expect((await stranger.call("GET", url)).error?.code).toBe("INVALID_CURSOR");
    });
});

describe("with the repositories' own check gone", () => {
    const tables = [
        "workflows",
        "workflow_versions",
        "workflow_snapshots",
        "workflow_counters",
        "definitions",
        "plans",
        "executions",
        "execution_log",
        "execution_values",
        "node_attempts",
        "execution_logs",
        "execution_inbox",
        "idempotency_keys",
        "audit_log"
    ];

    /** As the application's role, in the stranger's scope, with no condition at all. */
    async function visible(table: string, person: Person): Promise<number> {
        const client = await api.deps.pools.app.connect();
        try {
            await client.query("begin");
            await client.query("select set_config('fm.workspace', $1, true)", [
                person.workspace_id
            ]);
            const { rows } = await client.query<{ seen: number }>(
                `select count(*) as seen from ${table} where workspace_id <> $1`,
                [person.workspace_id]
            );
            return rows[0]?.seen ?? -1;
        } finally {
            await client.query("rollback");
            client.release();
        }
    }

    it.each(tables)("Postgres shows no row of %s", async (table) => {
        expect(await visible(table, stranger)).toBe(0);
    });

    it("Postgres writes nothing into another workspace", async () => {
        const client = await api.deps.pools.app.connect();
        try {
            await client.query("begin");
            await client.query("select set_config('fm.workspace', $1, true)", [
                stranger.workspace_id
            ]);
            // A repository that somebody built for the wrong workspace.
            const wrong = new VersionRepository(new Session(client), mira.workspace_id);
            await expect(wrong.keepDefinition("hash", "{}")).rejects.toThrow(/row-level security/);
        } finally {
            await client.query("rollback");
            client.release();
        }
    });
});

describe("roles", () => {
    it.each(names.filter((name) => routeOf(name).permission === "editor"))(
        "%s is forbidden to a viewer",
        async (name) => {
            const viewer = await api.register("Viewer");
            await api.database.admin.query(
                "insert into memberships (workspace_id, user_id, role) values ($1, $2, 'viewer')",
                [mira.workspace_id, viewer.user_id]
            );
            const switched = await viewer.call("POST", "/api/auth/workspace", {
                body: { workspace_id: mira.workspace_id }
            });
            const { token } = switched.data;
            const { route, url, body } = callOf(name, mine);
            const answer = await api.call(route.method, url, {
                token,
                body,
                headers: { "if-match": '"rev-1"' }
            });
            expect(answer.error).toMatchObject({
                code: "FORBIDDEN",
                details: { needs: "editor", role: "viewer" }
            });
            expect((await api.call("GET", "/api/workflows", { token })).status).toBe(200);
        }
    );
});
