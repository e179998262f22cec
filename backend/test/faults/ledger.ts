import { setTimeout as pause } from "node:timers/promises";
import type { Chance } from "./chance.ts";
import type { Client } from "./client.ts";
import { WORKLOAD } from "./workload.ts";
import type { Work } from "./workload.ts";

/** What was asked for, and what was acknowledged: written down by the one who asked. */
export interface Entry {
    readonly key: string;
    readonly work: Work;
    readonly n: number;
    /** Ids the key was answered with. More than one is a broken promise. */
    readonly ids: Set<string>;
    /** Answers to the question that were told that they won. */
    readonly won: string[];
    /** A cancel was acknowledged. */
    isCancelled: boolean;
}

export interface Ledger {
    readonly entries: readonly Entry[];
    /** What was never answered, or not as it should be. */
    readonly problems: readonly string[];
    /** No new ones. */
    pause(): void;
    go(): void;
    /** Resolves when everything that was asked for is acknowledged and followed up. */
    settled(): Promise<void>;
}

export interface LedgerOptions {
    readonly client: Client;
    readonly chance: Chance;
    readonly workflows: ReadonlyMap<string, string>;
    /** Starts under way at once, and the rest between two of each. */
    readonly clients: number;
    readonly rest_ms: number;
}

/** Asked for and not done with: a client waits for its answers before it asks for more. */
const MOST_OPEN = 40;

export function openLedger(options: LedgerOptions): Ledger {
    const { client, chance, workflows, clients, rest_ms } = options;
    const entries: Entry[] = [];
    const problems: string[] = [];
    const open = new Set<Promise<void>>();
    let isPaused = true;
    let isClosed = false;
    const loop = async (): Promise<void> => {
        while (!isClosed) {
            if (isPaused || open.size >= MOST_OPEN) {
                await pause(20);
                continue;
            }
            const entry = draw(entries.length, chance);
            entries.push(entry);
            const done = perform(client, workflows, entry)
                .catch((error: unknown) => {
                    const words = error instanceof Error ? error.message : String(error);
                    problems.push(`${entry.key} ${entry.work.name}: ${words}`);
                })
                .finally(() => open.delete(done));
            open.add(done);
            await pause(rest_ms);
        }
    };
    const loops = Array.from({ length: clients }, loop);
    return {
        entries,
        problems,
        pause: () => void (isPaused = true),
        go: () => void (isPaused = false),
        settled: async () => {
            isClosed = true;
            await Promise.all(loops);
            await Promise.all(open);
        }
    };
}

function draw(count: number, chance: Chance): Entry {
    // Each kind in turn, so that a short run has them all.
    const work = WORKLOAD[count % WORKLOAD.length];
    if (work === undefined) throw new Error("There is no work.");
    const key = `k-${count}-${chance.below(1_000_000)}`;
    return { key, work, n: count, ids: new Set(), won: [], isCancelled: false };
}

async function perform(
    client: Client,
    workflows: ReadonlyMap<string, string>,
    entry: Entry
): Promise<void> {
    const body = { workflow_id: workflows.get(entry.work.name), inputs: { n: entry.n } };
    const times = entry.n % 7 === 0 ? 2 : 1;
    for (let time = 0; time < times; time += 1) {
        const { data } = await client.insist("POST", "/workflows/execute", {
            body,
            key: entry.key
        });
        entry.ids.add(data.execution_id);
    }
    const [id = ""] = entry.ids;
    await FOLLOW[entry.work.follow ?? "nothing"](client, id, entry);
}

type Follow = (client: Client, id: string, entry: Entry) => Promise<void>;

const FOLLOW: { readonly [what in NonNullable<Work["follow"]> | "nothing"]: Follow } = {
    nothing: () => Promise.resolve(),
    cancel: async (client, id, entry) => {
        await pause(entry.n % 100);
        for (;;) {
            const { status, error } = await client.insist("POST", `/executions/${id}/cancel`, {
                body: {}
            });
            entry.isCancelled ||= status === 200;
            // Finished: an answer that got lost had cancelled it.
            if (status === 200 || error?.code === "EXECUTION_FINISHED") return;
            await pause(50);
        }
    },
    signal: async (client, id) => {
        for (;;) {
            const body = { name: "go" };
            const { status } = await client.insist("POST", `/executions/${id}/signal`, { body });
            if (status === 200) return;
            const { data } = await client.insist("GET", `/executions/${id}`);
            if (data.status === "completed") return;
            await pause(80);
        }
    },
    answer: async (client, id, entry) => {
        for (;;) {
            const { data } = await client.insist("GET", `/requests?execution_id=${id}`);
            const [request] = data.requests;
            if (request !== undefined) {
                const both = ["first", "second"].map((who) => answer(client, request.id, who));
                for (const won of await Promise.all(both)) if (won !== null) entry.won.push(won);
                return;
            }
            await pause(80);
        }
    }
};

/** What it said, if it won. Asked again under its key until somebody knows. */
async function answer(client: Client, request: string, who: string): Promise<string | null> {
    const comment = `${who}-${request}`;
    for (;;) {
        const { status, text } = await client.insist("POST", `/requests/${request}/respond`, {
            body: { response: { approved: true, comment } },
            key: `answer-${comment}`
        });
        if (status === 200) return comment;
        if (status === 409) return null;
        if (status !== 202) throw new Error(`An answer was answered ${status} ${text}`);
        await pause(80);
    }
}
