import type { StoredValue, Value } from "@flowmaestro/shared/orchestrator/values.ts";
import type { Absence, InstanceResult, OpenLoop, TurnResult } from "./results.ts";

/**
 * What the data plane knows of an execution, as JSON: kept beside a snapshot of the state, for the
 * log before it is not read again. A change of its shape gets another number.
 */
export const RESULTS_FORMAT = 1;

type Entries<T> = readonly (readonly [name: string, value: T])[];

export interface ResultsSnapshot {
    readonly format: typeof RESULTS_FORMAT;
    readonly inputs: Value;
    /** Those that hold secrets, the inputs first; absent where there are none. */
    readonly parts?: readonly StoredValue[];
    readonly start: number;
    readonly scopes: Entries<{
        readonly results: Entries<InstanceResult>;
        readonly absent: Entries<Absence>;
    }>;
    readonly loops: Entries<LoopSnapshot>;
    readonly variables: Entries<Value>;
    /** Of instances that began before the last write; null where they see what everybody sees. */
    readonly seen: Entries<Entries<Value> | null>;
    readonly arrived: Entries<readonly number[]>;
}

interface LoopSnapshot extends Omit<OpenLoop, "items" | "parsed" | "results"> {
    readonly items?: Value;
    /** Null: that turn has not ended. */
    readonly results: readonly (TurnResult | null)[];
}

export function loopToJson({ parsed: _parsed, items, results, ...loop }: OpenLoop): LoopSnapshot {
    const ended = Array.from(results, (result) => result ?? null);
    return { ...loop, ...(items === undefined ? {} : { items }), results: ended };
}

export function loopFromJson({ results, ...loop }: LoopSnapshot): OpenLoop {
    const ended: TurnResult[] = [];
    for (const [index, result] of results.entries()) if (result !== null) ended[index] = result;
    return { ...loop, items: loop.items, parsed: undefined, results: ended };
}
