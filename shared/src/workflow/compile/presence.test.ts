import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { problems, value } from "../testing/compiling.ts";
import type { Nodes } from "../testing/compiling.ts";
import type { DrawnNode } from "../testing/draw.ts";

describe("whether a source always runs before its reader", () => {
    const reads = (id: string): DrawnNode => value(`\${${id}.output}`);
    const fork: DrawnNode = { type: "fork" };
    const warned = (picture: string, nodes: Nodes) =>
        problems(picture, nodes).some((one) => one.startsWith("REFERENCE_MAY_BE_MISSING"));

    it.each<[string, string, Nodes, boolean]>([
        [
            "before the fork",
            "a -> f, f:true -> b, f:false -> c, b -> r, c -> r",
            { f: fork, r: reads("a") },
            false
        ],
        [
            "one branch of a fork",
            "f:true -> b, f:false -> c, b -> r, c -> r",
            { f: fork, r: reads("b") },
            true
        ],
        ["inside the branch", "f:true -> b -> r", { f: fork, r: reads("b") }, false],
        ["another start, joined", "a -> r, b -> r", { r: reads("a") }, false],
        [
            "another start, any join",
            "a -> r, b -> r",
            { r: { ...reads("a"), policy: { join: "any" } } },
            true
        ],
        [
            "all of two edges, counted",
            "a -> r, b -> r",
            { r: { ...reads("a"), policy: { join: { at_least: 2 } } } },
            false
        ],
        [
            "runs whenever what leads here does",
            "f:true -> x -> y -> r, x -> r",
            { f: fork, r: reads("y") },
            false
        ],
        ["may fail into its error port", "a -> r, a:error -> b -> r", { r: reads("a") }, true],
        ["has succeeded on this path", "a -> r, a:error -> b", { r: reads("a") }, false],
        [
            "continues after a failure",
            "a -> r",
            { a: { policy: { on_error: "continue" } }, r: reads("a") },
            false
        ],
        [
            "behind an any join that may not need it",
            "a -> m, b -> m -> r",
            {
                m: { policy: { join: "any" } },
                r: reads("a")
            },
            true
        ],
        [
            "may be cancelled as a loser",
            "a -> m, b -> m, a -> r, m -> r",
            {
                m: { policy: { join: "any", losers: "cancel" } },
                r: reads("b")
            },
            true
        ]
    ])("%s", (_name, picture, nodes, expected) => {
        expect(warned(picture, nodes)).toBe(expected);
    });

    it.each<[string, string, string, boolean]>([
        [
            "both branches",
            "f:true -> b, f:false -> c, b -> r, c -> r",
            "${b.output ?? c.output}",
            false
        ],
        [
            "both branches, further on",
            "f:true -> b, f:false -> c, b -> m, c -> m -> r",
            "${b.output ?? c.output}",
            false
        ],
        [
            "one branch and a stranger to the other",
            "f:true -> b, f:false -> r, b -> r, f:true -> c -> r",
            "${b.output ?? c.output}",
            true
        ],
        [
            "a way around both",
            "f:true -> b, f:false -> c, b -> r, c -> r, f:false -> r",
            "${b.output ?? c.output}",
            true
        ],
        [
            "a part that may be null",
            "f:true -> b, f:false -> c, b -> r, c -> r",
            "${n.output ?? c.output}",
            true
        ]
    ])("with an alternative: %s", (_name, picture, text, expected) => {
        const withNull = text.includes("n.output") ? picture.replaceAll("b", "n") : picture;
        const data = { data: { value: 1 } };
        const nodes = { f: fork, b: data, c: data, n: { data: { value: null } }, r: value(text) };
        expect(warned(withNull, nodes)).toBe(expected);
    });

    it("agrees with running every outcome of random graphs", () => {
        const size = 6;
        const graph = fc.record({
            kinds: fc.array(fc.constantFrom("step", "fork", "flaky"), {
                minLength: size,
                maxLength: size
            }),
            joins: fc.array(fc.constantFrom("all" as const, "any" as const), {
                minLength: size,
                maxLength: size
            }),
            links: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1), fc.boolean()), {
                maxLength: 10
            }),
            reader: fc.nat(size - 1),
            source: fc.nat(size - 1)
        });
        fc.assert(
            fc.property(graph, ({ kinds, joins, links, reader, source }) => {
                const chosen = links
                    .filter(([from, to]) => from < to)
                    .map(([from, to, second]) => {
                        const ports = portsOf(kinds[from] ?? "step");
                        return { from, to, port: ports[second ? ports.length - 1 : 0] ?? "out" };
                    });
                const nodes = Object.fromEntries(
                    kinds.map((kind, at): [string, DrawnNode] => [
                        `n${at}`,
                        {
                            type: kind === "fork" ? "fork" : "step",
                            data: at === reader ? { value: `\${n${source}.output}` } : {},
                            policy: {
                                join: joins[at] ?? "all",
                                ...(kind === "flaky" ? { on_error: "branch" as const } : {})
                            }
                        }
                    ])
                );
                const picture = chosen
                    .map(({ from, to, port }) => `n${from}:${port} -> n${to}`)
                    .join(", ");
                const found = problems(picture, nodes);
                fc.pre(
                    kinds[reader] !== "fork" && !found.some((one) => one.includes("NOT_UPSTREAM"))
                );
                const silent = !found.some((one) => one.startsWith("REFERENCE_MAY_BE_MISSING"));
                if (silent) expect(everMissing(kinds, joins, chosen, reader, source)).toBe(false);
            }),
            { numRuns: 2_000 }
        );
    });
});

function portsOf(kind: string): string[] {
    if (kind === "fork") return ["true", "false"];
    return kind === "flaky" ? ["out", "error"] : ["out"];
}

/** Runs the graph for every choice of ports; edges of an any join may also come in late. */
function everMissing(
    kinds: readonly string[],
    joins: readonly string[],
    links: readonly { from: number; to: number; port: string }[],
    reader: number,
    source: number
): boolean {
    for (let choice = 0; choice < 2 ** kinds.length; choice += 1) {
        const took = kinds.map((kind, at) => {
            const ports = portsOf(kind);
            return ports[((choice >> at) & 1) % ports.length];
        });
        const ran: boolean[] = [];
        /** What is surely over when a node starts. */
        const before: Set<number>[] = [];
        for (const at of kinds.keys()) {
            const ins = links.filter(({ to }) => to === at);
            const live = ins.filter(({ from, port }) => ran[from] && took[from] === port);
            ran[at] = ins.length === 0 || live.length > 0;
            const behind = (edge: { from: number }) =>
                new Set([edge.from, ...(before[edge.from] ?? [])]);
            if (joins[at] === "any" && ran[at] && ins.length > 0) {
                const sets = live.map(behind);
                before[at] = new Set(
                    [...(sets[0] ?? [])].filter((one) => sets.every((set) => set.has(one)))
                );
            } else {
                before[at] = new Set(ins.flatMap((edge) => [...behind(edge)]));
            }
        }
        const isThere =
            ran[source] === true &&
            took[source] !== "error" &&
            before[reader]?.has(source) === true;
        if (ran[reader] === true && !isThere) return true;
    }
    return false;
}
