import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { State } from "@flowmaestro/shared/orchestrator/state.ts";
import { initial } from "@flowmaestro/shared/orchestrator/state.ts";
import { RESULTS_FORMAT } from "../../data-plane/results-snapshot.ts";
import type { ResultsSnapshot } from "../../data-plane/results-snapshot.ts";
import { Results } from "../../data-plane/results.ts";
import type { SnapshotRow } from "../hosting/draft.ts";
import type { Hot } from "./hot.ts";

/**
 * Where the fold of a long log may begin: the core's state and the data plane's results, as of one
 * seq. Only an optimisation: a snapshot of another format is passed over and the log folded whole.
 */
const STATE_FORMAT: State["format"] = 1;
export const SNAPSHOT_FORMAT = `${STATE_FORMAT}.${RESULTS_FORMAT}`;

/** Folding fewer costs less than keeping their sum. */
const WORTH_FACTS = 2_000;
const MOST_BYTES = 8 * 1_048_576;

export function snapshotOf({ state, results, snapshot_seq }: Hot): SnapshotRow | null {
    if (state.seq - snapshot_seq < WORTH_FACTS) return null;
    const texts = { state: JSON.stringify(state), results: JSON.stringify(results.snapshot()) };
    if (texts.state.length + texts.results.length > MOST_BYTES) return null;
    return { seq: state.seq, format: SNAPSHOT_FORMAT, ...texts };
}

export interface Remembered {
    readonly state: State;
    readonly results: Results;
}

export function remember(
    plan: Plan,
    snapshot: Pick<SnapshotRow, "state" | "results"> | null
): Remembered {
    if (snapshot === null) return { state: initial(plan), results: new Results(plan) };
    // Written by the engine alone, from these types.
    const state = JSON.parse(snapshot.state) as State;
    const results = JSON.parse(snapshot.results) as ResultsSnapshot;
    return { state, results: Results.from(plan, results) };
}
