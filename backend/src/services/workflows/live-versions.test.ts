import { pino } from "pino";
import { afterAll, describe, expect, it } from "vitest";
import { testApi } from "../../../test/api.ts";
import { Notices } from "../../storage/notices.ts";
import { LiveVersions } from "./live-versions.ts";

const api = await testApi();

const DEFINITION = {
    nodes: {
        o: { id: "o", type: "output", position: { x: 0, y: 0 }, data: { output: "first" } }
    },
    edges: []
};

/** What another process on this database has in memory. */
function otherProcess(): { live: LiveVersions; heard: string[] } {
    const live = new LiveVersions();
    const heard: string[] = [];
    const notices = new Notices({
        pool: api.database.pools.app,
        logger: pino({ level: "silent" }),
        channels: [
            {
                name: "fm_workflows",
                onNotice: (id) => {
                    heard.push(id);
                    live.forget(id);
                },
                onListening: (isListening) => live.listening(isListening)
            }
        ]
    });
    notices.open();
    afterAll(() => notices.close());
    return { live, heard };
}

async function workflow() {
    const mira = await api.register();
    const body = { name: "Orders", definition: DEFINITION };
    const { data: made } = await mira.call("POST", "/api/workflows", { body });
    const { id } = made;
    const scope = { workspace_id: mira.workspace_id, user_id: mira.user_id };
    return { mira, id, scope };
}

const kept = (live: LiveVersions, scope: { workspace_id: string; user_id: string }, id: string) =>
    live.get(api.deps, scope, id);

describe("the newest version in memory", () => {
    const other = otherProcess();

    it("is forgotten in every process when it changes", async () => {
        const { mira, id, scope } = await workflow();
        const remembered = async () => {
            await kept(other.live, scope, id);
            const found = kept(other.live, scope, id);
            return found instanceof Promise ? null : found;
        };
        await expect
            .poll(remembered)
            .toEqual(expect.objectContaining({ name: "Orders", version: 1 }));
        await mira.call("POST", `/api/workflows/${id}/publish`);
        await expect.poll(() => other.heard).toContain(id);
        expect(await kept(other.live, scope, id)).toMatchObject({ version: 2 });
        await mira.call("DELETE", `/api/workflows/${id}`);
        await expect.poll(() => other.heard.filter((one) => one === id)).toHaveLength(2);
        expect(await kept(other.live, scope, id)).toBeNull();
    });

    it("is read anew by whoever changed it, at once", async () => {
        const { mira, id } = await workflow();
        const execute = async () =>
            mira.call("POST", "/api/workflows/execute", {
                body: { workflow_id: id },
                headers: { prefer: "wait=10" }
            });
        expect((await execute()).data).toMatchObject({ version: 1, outputs: { o: "first" } });
        expect((await execute()).data).toMatchObject({ version: 1, outputs: { o: "first" } });
        const definition = {
            ...DEFINITION,
            nodes: { o: { ...DEFINITION.nodes.o, data: { output: "second" } } }
        };
        await mira.call("PUT", `/api/workflows/${id}`, { body: { name: "New", definition } });
        expect((await execute()).data).toMatchObject({
            version: 2,
            workflow_name: "New",
            outputs: { o: "second" }
        });
        await mira.call("DELETE", `/api/workflows/${id}`);
        expect((await execute()).status).toBe(404);
    });

    it("says nothing to another workspace", async () => {
        const { id, scope } = await workflow();
        const stranger = await api.register();
        await kept(api.deps.live, scope, id);
        const theirs = { workspace_id: stranger.workspace_id, user_id: stranger.user_id };
        expect(await kept(api.deps.live, theirs, id)).toBeNull();
    });

    it("is not kept while changes cannot be heard", async () => {
        const { id, scope } = await workflow();
        const live = new LiveVersions();
        expect(await kept(live, scope, id)).toMatchObject({ version: 1 });
        expect(kept(live, scope, id)).toBeInstanceOf(Promise);
    });
});
