import { z } from "zod";
import { definitionSchema } from "@flowmaestro/shared/workflow/document.ts";
import type { Content } from "./content.ts";

/**
 * What was typed and is not yet on the server, kept in the browser first: it survives a crash, a
 * closed tab and ten minutes in a tunnel. One entry per workflow.
 */
const entrySchema = z.object({
    workflow_id: z.string(),
    /** The revision the changes were made on. */
    revision: z.number(),
    base: z.object({
        definition: definitionSchema,
        name: z.string(),
        description: z.string().nullable()
    }),
    content: z.object({
        definition: definitionSchema,
        name: z.string(),
        description: z.string().nullable()
    }),
    /** How many edits are in it, for "Restored 4 unsaved changes". */
    changes: z.number(),
    at: z.number()
});

export interface JournalEntry {
    readonly workflow_id: string;
    readonly revision: number;
    readonly base: Content;
    readonly content: Content;
    readonly changes: number;
    readonly at: number;
}

export interface Journal {
    readonly write: (entry: JournalEntry) => Promise<void>;
    readonly read: (workflowId: string) => Promise<JournalEntry | null>;
    readonly clear: (workflowId: string) => Promise<void>;
}

const NAME = "flowmaestro";
const STORE = "drafts";

/** Storage may be blocked or full: then the journal is silent and the server alone keeps the work. */
export function createJournal(factory: IDBFactory | undefined = globalThis.indexedDB): Journal {
    let opening: Promise<IDBDatabase> | undefined;
    const database = () => {
        if (factory === undefined) return Promise.reject(new Error("No IndexedDB here."));
        opening ??= open(factory);
        // Asked again next time: a refusal may be passing.
        opening.catch(() => (opening = undefined));
        return opening;
    };
    return {
        write: async (entry) => {
            const store = await writable(database);
            await done(store.put(entry));
        },
        read: async (workflowId) => {
            const db = await database();
            const store = db.transaction(STORE, "readonly").objectStore(STORE);
            const found = entrySchema.safeParse(await done(store.get(workflowId)));
            return found.success ? found.data : null;
        },
        clear: async (workflowId) => {
            const store = await writable(database);
            await done(store.delete(workflowId));
        }
    };
}

async function writable(database: () => Promise<IDBDatabase>): Promise<IDBObjectStore> {
    const db = await database();
    return db.transaction(STORE, "readwrite").objectStore(STORE);
}

function open(factory: IDBFactory): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
        const request = factory.open(NAME, 1);
        request.addEventListener("upgradeneeded", () => {
            request.result.createObjectStore(STORE, { keyPath: "workflow_id" });
        });
        request.addEventListener("success", () => resolve(request.result));
        request.addEventListener("error", () => reject(failure(request)));
        request.addEventListener("blocked", () => reject(new Error("The journal is blocked.")));
    });
}

function done(request: IDBRequest): Promise<unknown> {
    return new Promise((resolve, reject) => {
        request.addEventListener("success", () => {
            const result: unknown = request.result;
            resolve(result);
        });
        request.addEventListener("error", () => reject(failure(request)));
    });
}

function failure(request: IDBRequest): Error {
    return request.error ?? new Error("The journal could not be read.");
}
