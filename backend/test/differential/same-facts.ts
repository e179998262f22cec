import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";

/** Whether something waited, for a turn of its own or because nothing else ran, is a matter of time. */
const BY_TIME: ReadonlySet<Fact["kind"]> = new Set(["node:held", "execution:waiting"]);

export interface Log {
    readonly facts: readonly Fact[];
}

/** When something happened, and names that are made anew for each execution. */
const OWN: ReadonlySet<string> = new Set([
    "at",
    "started_at",
    "ended_at",
    "until",
    "warn_at",
    "grace_until",
    "execution_id",
    "child_execution_id",
    "workflow_id",
    "by",
    // Which of several that end at the same time is seen first.
    "seq"
]);

/**
 * What two logs of one workflow do not share: for each instance what happened to it, in order, and what
 * it gave. Where an execution failed,
 * what else was under way is, too: then its end alone is compared.
 */
export function unlike(one: Log, other: Log): string[] {
    const ends = [one, other].map(({ facts }) => facts.at(-1)?.kind);
    if (ends[0] !== ends[1]) return [`ends with ${String(ends[0])}, and with ${String(ends[1])}`];
    if (ends[0] !== "execution:completed") return [];
    const [here, there] = [storiesOf(one), storiesOf(other)];
    const names = new Set([...here.keys(), ...there.keys()]);
    return [...names].flatMap((name) => {
        const [a, b] = [here.get(name), there.get(name)];
        return a === b ? [] : [`${name}: ${String(a)} and ${String(b)}`];
    });
}

function storiesOf({ facts }: Log): Map<string, string> {
    const stories = new Map<string, string>();
    for (const fact of facts) {
        if (BY_TIME.has(fact.kind)) continue;
        const name = nameOf(fact);
        const text = JSON.stringify(fact, (key, value: unknown) => (OWN.has(key) ? "" : value));
        stories.set(name, `${stories.get(name) ?? ""}\n${plain(text)}`);
    }
    return stories;
}

function nameOf(fact: Fact): string {
    if ("instance" in fact && fact.instance !== undefined) return fact.instance;
    if ("container" in fact) return `${fact.container}[${fact.index}]`;
    return "scope" in fact ? `scope ${fact.scope}` : "execution";
}

/** Values are named by what they hold: where a time is in one, its name is another every time. */
function plain(text: string): string {
    return (
        text
            .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<id>")
            // A preview may end in the middle of one.
            .replaceAll(/\b2\d{3}-[\d\-T:.]*(?:Z|…)/g, "<time>")
            .replaceAll(/[0-9a-f]{64}/g, "<sha>")
    );
}
