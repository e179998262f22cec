import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Answered } from "./answer.ts";
import type { TestApi } from "./api.ts";

const caseSchema = z.object({
    id: z.string(),
    title: z.string(),
    /** A value, or a list of values to try one by one. */
    input: z.unknown().optional(),
    /** Bytes or JSON text, escapes as written. */
    raw: z.string().optional(),
    /** Acceptable statuses of the request that carries it. */
    http: z.array(z.number()),
    expected: z.string()
});

export interface CorpusCase {
    readonly inputs: readonly unknown[];
    readonly raw: string;
}

/** Sends the case and answers everything that came back. What else has to hold, it asserts itself. */
export type Run = (each: CorpusCase) => Promise<readonly Answered[]>;

interface Coverage {
    readonly runs: { readonly [id: string]: Run };
    /** Where a case is run instead, or what it waits for. */
    readonly elsewhere: { readonly [id: string]: string };
}

const { cases } = z
    .object({ cases: z.array(caseSchema) })
    .parse(JSON.parse(readFileSync(join(import.meta.dirname, "bad-inputs.json"), "utf8")));

/** Every case of a family, each with what holds for all of them. */
export function corpus(family: string, api: TestApi, { runs, elsewhere }: Coverage): void {
    const own = cases.filter(({ id }) => id.startsWith(`${family}-`));

    describe(`bad inputs: ${family}`, () => {
        it("leaves out no case without a reason", () => {
            const known = [...Object.keys(runs), ...Object.keys(elsewhere)].toSorted();
            expect(known).toEqual(own.map(({ id }) => id).toSorted());
        });

        for (const { id, title, input, raw = "", http } of own) {
            const run = runs[id];
            if (run === undefined) continue;
            it(`${id} ${title}`, async () => {
                const inputs = Array.isArray(input) ? input : [input];
                const answers = await run({ inputs, raw });
                expect(answers.length).toBeGreaterThan(0);
                for (const { status } of answers) expect(http).toContain(status);
                for (const { text } of answers) expect(text).not.toMatch(LEAKS);
                await assertWell(api);
            });
        }
    });
}

/** A stack, a statement, a path of this machine. */
const LEAKS = /\bat \S+ \(|node_modules|\.ts:\d|\bselect .+ from\b|\/(work|home|root|tmp)\//;

/** Afterwards nobody is polluted, and the next one is served. */
async function assertWell({ call }: TestApi): Promise<void> {
    const probe = {} as { readonly polluted?: unknown; readonly isAdmin?: unknown };
    expect([probe.polluted, probe.isAdmin]).toEqual([undefined, undefined]);
    const answer = await call("GET", "/api/info");
    expect(answer.status).toBe(200);
    expect(answer.text).not.toMatch(/polluted|isAdmin/);
}

/** Nodes by id and edges as `a>b`, in the corpus's shorthand. */
export function graphOf(
    ids: readonly string[],
    edges: readonly string[] = [],
    more: { readonly [key: string]: unknown } = {}
) {
    const node = (id: string) => ({
        id,
        type: "echo",
        position: { x: 0, y: 0 },
        data: { value: 1 },
        ...more
    });
    return {
        nodes: Object.fromEntries(ids.map((id) => [id, node(id)])),
        edges: edges.map((edge, at) => {
            const [source, target] = edge.split(">");
            return { id: `e${at}`, source, target };
        })
    };
}
