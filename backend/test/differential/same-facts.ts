import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";

/** Whether something waited, for a turn of its own or because nothing else ran, is a matter of time. */
const BY_TIME: ReadonlySet<Fact["kind"]> = new Set(["node:held", "execution:waiting"]);

/** So is whether a wait of some milliseconds was over before it could be begun. */
function isByTime(fact: Fact): boolean {
    return BY_TIME.has(fact.kind) || (fact.kind === "node:waiting" && fact.event === undefined);
}

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
 * it gave. Where an execution or a turn failed, how far others came in it is a matter of time, too: of
 * those the end alone is compared.
 */
export function unlike(one: Log, other: Log): string[] {
    const ends = [one, other].map(({ facts }) => facts.at(-1)?.kind);
    if (ends[0] !== ends[1]) return [`ends with ${String(ends[0])}, and with ${String(ends[1])}`];
    if (ends[0] !== "execution:completed") return [];
    const [here, there] = [storiesOf(one), storiesOf(other)];
    const closed = [one, other].flatMap(({ facts }) => facts.flatMap(closedBy));
    const names = [...new Set([...here.keys(), ...there.keys()])];
    const compared = names.filter((name) => !closed.some((scope) => name.startsWith(scope)));
    return compared.flatMap((name) => {
        const [a, b] = [here.get(name), there.get(name)];
        return a === b ? [] : [`${name}: ${String(a)} and ${String(b)}`];
    });
}

/** How the names of all that is in a turn begin, where something ended that early. */
function closedBy(fact: Fact): string[] {
    return fact.kind === "scope:failing" || fact.kind === "scope:stopping"
        ? [`${fact.scope}/`]
        : [];
}

function storiesOf({ facts }: Log): Map<string, string> {
    const stories = new Map<string, string>();
    for (const fact of facts) {
        if (isByTime(fact)) continue;
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
