import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError, localApiError } from "../../api/api-error.ts";
import { drawn, node } from "../testing/tiny-catalogue.ts";
import { Autosave } from "./autosave.ts";
import type { Saved } from "./autosave.ts";
import type { Content } from "./content.ts";
import { createDocumentStore } from "./document-store.ts";
import type { DocumentStore } from "./document-store.ts";
import { changeNode, remove } from "./edits.ts";
import type { Journal, JournalEntry } from "./journal.ts";

/** The server's side of `PUT …/draft`: a revision, and the rule that only its own is overwritten. */
class DraftServer {
    saved: Saved;
    requests: Content[] = [];
    down: ApiError | null = null;
    /** Answers wait until somebody lets them go. */
    gate: Promise<void> = Promise.resolve();

    constructor(content: Content) {
        this.saved = { content, revision: 1, by: "Ana" };
    }

    save = async (draft: { content: Content; revision: number }) => {
        this.requests.push(draft.content);
        await this.gate;
        if (this.down !== null) throw this.down;
        if (draft.revision !== this.saved.revision) throw refusal(412, "REVISION_CONFLICT");
        const revision = draft.revision + 1;
        this.saved = { content: draft.content, revision, by: "me" };
        return { revision, at: Date.now(), hasChanges: true };
    };

    load = async () => {
        if (this.down !== null) throw this.down;
        return Promise.resolve(this.saved);
    };

    somebodyElse(change: (content: Content) => Content): void {
        const { content, revision } = this.saved;
        this.saved = { content: change(content), revision: revision + 1, by: "Ana" };
    }
}

const content = drawn([node("a"), node("b"), node("c")], "a>b");
let server: DraftServer;
let document: DocumentStore;
let autosave: Autosave;
let entries: Map<string, JournalEntry>;
let merged: { count: number; by: string | null }[];

beforeEach(() => {
    vi.useFakeTimers();
    server = new DraftServer(content);
    document = createDocumentStore(content);
    entries = new Map();
    merged = [];
    autosave = new Autosave({
        workflowId: "w",
        document,
        journal: journalIn(entries),
        transport: server,
        start: { content, revision: 1 },
        onMerged: (one) => merged.push(one)
    });
});

afterEach(() => {
    autosave.stop();
    vi.useRealTimers();
});

describe("typing", () => {
    it("is saved 800 ms after the last letter", async () => {
        type("a", "x");
        await vi.advanceTimersByTimeAsync(700);
        type("a", "xy");
        await vi.advanceTimersByTimeAsync(799);
        expect(server.requests).toHaveLength(0);
        expect(kind()).toBe("waiting");
        await vi.advanceTimersByTimeAsync(1);
        expect(server.requests).toHaveLength(1);
        expect(kind()).toBe("saved");
        expect(valueOf(server.saved.content, "a")).toBe("xy");
    });

    it("is saved after 2 s even when it does not stop", async () => {
        for (let time = 0; time < 2_100; time += 300) {
            type("a", `t${time}`);
            await vi.advanceTimersByTimeAsync(300);
        }
        expect(server.requests).toHaveLength(1);
    });

    it("has one request under way, and sends the rest afterwards", async () => {
        let open: () => void = () => undefined;
        server.gate = new Promise((resolve) => (open = resolve));
        type("a", "1");
        await vi.advanceTimersByTimeAsync(800);
        type("a", "2");
        await vi.advanceTimersByTimeAsync(5_000);
        expect(server.requests).toHaveLength(1);
        server.gate = Promise.resolve();
        open();
        await vi.advanceTimersByTimeAsync(1_000);
        expect(server.requests).toHaveLength(2);
        expect(valueOf(server.saved.content, "a")).toBe("2");
        expect(kind()).toBe("saved");
    });
});

describe("the journal", () => {
    it("has what is typed before the server does, and is cleared when the server has it", async () => {
        type("a", "x");
        await vi.advanceTimersByTimeAsync(200);
        expect(valueOf(entries.get("w")!.content, "a")).toBe("x");
        expect(entries.get("w")!.revision).toBe(1);
        await vi.advanceTimersByTimeAsync(700);
        expect(entries.size).toBe(0);
    });

    it("gets everything at once when the page goes away", async () => {
        type("a", "last words");
        autosave.leave();
        await vi.advanceTimersByTimeAsync(0);
        expect(valueOf(server.saved.content, "a")).toBe("last words");
    });
});

describe("without a connection", () => {
    it("keeps the changes, counts them, and brings them when it is back", async () => {
        server.down = localApiError("NETWORK");
        type("a", "1");
        await vi.advanceTimersByTimeAsync(800);
        type("b", "2");
        expect(autosave.store.getState()).toMatchObject({ kind: "offline", changes: 2 });
        expect(entries.size).toBe(1);
        server.down = null;
        autosave.retryNow();
        await vi.advanceTimersByTimeAsync(1_000);
        expect(kind()).toBe("saved");
        expect(valueOf(server.saved.content, "b")).toBe("2");
        expect(server.saved.revision).toBe(2);
    });

    it("tries again by itself, less and less often", async () => {
        server.down = refusal(503, "UNAVAILABLE");
        type("a", "1");
        await vi.advanceTimersByTimeAsync(800 + 1_000 + 2_000 + 4_000);
        expect(server.requests).toHaveLength(4);
        server.down = null;
        await vi.advanceTimersByTimeAsync(8_000);
        expect(kind()).toBe("saved");
    });

    it("waits for a sign-in rather than losing text", async () => {
        server.down = localApiError("SESSION_ENDED", { status: 401 });
        type("a", "1");
        await vi.advanceTimersByTimeAsync(800);
        expect(kind()).toBe("offline");
        server.down = null;
        autosave.retryNow();
        await vi.advanceTimersByTimeAsync(0);
        expect(kind()).toBe("saved");
    });
});

describe("two people", () => {
    it("are merged where they changed different nodes", async () => {
        server.somebodyElse((theirs) => withValue(theirs, "b", "theirs"));
        type("a", "mine");
        await vi.advanceTimersByTimeAsync(3_000);
        expect(kind()).toBe("saved");
        expect(valueOf(server.saved.content, "a")).toBe("mine");
        expect(valueOf(server.saved.content, "b")).toBe("theirs");
        expect(valueOf(document.getState().content, "b")).toBe("theirs");
        expect(merged).toEqual([{ count: 1, by: "Ana" }]);
        expect(server.saved.revision).toBe(3);
    });

    it("are asked where they changed the same one, and editing goes on", async () => {
        await clash();
        expect(autosave.store.getState()).toMatchObject({
            kind: "conflict",
            conflict: { nodes: ["a"] }
        });
        type("c", "more");
        await vi.advanceTimersByTimeAsync(5_000);
        expect(kind()).toBe("conflict");
        expect(valueOf(server.saved.content, "a")).toBe("theirs");
        expect(await autosave.flush()).toBe(false);
    });

    it("mine: overwrites on top of their revision", async () => {
        await clash();
        autosave.resolve("mine", "");
        await vi.advanceTimersByTimeAsync(1_000);
        expect(kind()).toBe("saved");
        expect(valueOf(server.saved.content, "a")).toBe("mine");
        expect(server.saved.revision).toBe(3);
    });

    it("theirs: replaces mine as a step that can be undone", async () => {
        await clash();
        autosave.resolve("theirs", "Took their version");
        await vi.advanceTimersByTimeAsync(1_000);
        expect(kind()).toBe("saved");
        expect(valueOf(document.getState().content, "a")).toBe("theirs");
        expect(server.saved.revision).toBe(2);
        document.undo();
        await vi.advanceTimersByTimeAsync(1_000);
        expect(valueOf(server.saved.content, "a")).toBe("mine");
        expect(server.saved.revision).toBe(3);
    });

    it("are asked when one deleted what the other connected", async () => {
        server.somebodyElse((theirs) => ({
            ...theirs,
            definition: {
                ...theirs.definition,
                edges: [...theirs.definition.edges, { id: "b>c", source: "b", target: "c" }]
            }
        }));
        const changes = remove(document.getState().content.definition, {
            nodes: ["c"],
            edges: []
        });
        document.commit({ label: "Delete", changes });
        await vi.advanceTimersByTimeAsync(1_000);
        expect(kind()).toBe("conflict");
    });
});

describe("a refusal", () => {
    it("is shown with its reason and ends with the next edit", async () => {
        server.down = refusal(400, "WORKFLOW_CYCLE");
        type("a", "1");
        await vi.advanceTimersByTimeAsync(30_000);
        expect(autosave.store.getState()).toMatchObject({
            kind: "refused",
            error: { code: "WORKFLOW_CYCLE" }
        });
        expect(server.requests).toHaveLength(1);
        server.down = null;
        type("a", "2");
        await vi.advanceTimersByTimeAsync(800);
        expect(kind()).toBe("saved");
    });
});

describe("flush", () => {
    it("saves now and says whether the server has everything", async () => {
        type("a", "now");
        expect(await autosave.flush()).toBe(true);
        expect(valueOf(server.saved.content, "a")).toBe("now");
        server.down = localApiError("NETWORK");
        type("a", "later");
        expect(await autosave.flush()).toBe(false);
    });
});

async function clash(): Promise<void> {
    server.somebodyElse((theirs) => withValue(theirs, "a", "theirs"));
    type("a", "mine");
    await vi.advanceTimersByTimeAsync(1_000);
}

function type(id: string, value: string): void {
    const { definition } = document.getState().content;
    const changes = changeNode(definition, id, (one) => ({ ...one, data: { value } }));
    document.commit({ label: "Edit", changes });
}

function kind(): string {
    return autosave.store.getState().kind;
}

function withValue(of: Content, id: string, value: string): Content {
    const changed = { ...node(id), data: { value } };
    const nodes = { ...of.definition.nodes, [id]: changed };
    return { ...of, definition: { ...of.definition, nodes } };
}

function valueOf(of: Content, id: string): unknown {
    return of.definition.nodes[id]?.data["value"];
}

function refusal(status: number, code: string): ApiError {
    return new ApiError({ code, message: code, solution: "", isRetryable: status >= 500, status });
}

function journalIn(map: Map<string, JournalEntry>): Journal {
    return {
        write: async (entry) => Promise.resolve(void map.set(entry.workflow_id, entry)),
        read: async (id) => Promise.resolve(map.get(id) ?? null),
        clear: async (id) => Promise.resolve(void map.delete(id))
    };
}
