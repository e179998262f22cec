import type { Run } from "./execution-fold.ts";
import type { InstanceTimes } from "./timeline-model.ts";
import type { Turns } from "./turns.ts";

/** A node of the graph that ran, at the turns that are shown. */
export interface ExecutionRow {
    readonly kind: "step";
    readonly node: string;
    readonly instance: string;
    readonly label: string;
    readonly depth: number;
    readonly isDisabled: boolean;
    /** As the shown moment has it. */
    readonly run: Run;
    /** As the whole execution has it, whatever moment is shown. */
    readonly times: InstanceTimes | undefined;
    /** Of a loop that has opened. */
    readonly loop: Turns | undefined;
    /** Counts the changes of its turns. */
    readonly loopVersion: number;
    /** The turn that is shown of it. */
    readonly turn: number | null;
    /** All its turns stand below it. */
    readonly isExpanded: boolean;
}

/** One turn of a loop whose turns are all listed. */
export interface TurnRow {
    readonly kind: "turn";
    readonly node: string;
    readonly loop: Turns;
    readonly index: number;
    readonly depth: number;
    readonly isShown: boolean;
}

export type AnyRow = ExecutionRow | TurnRow;

/**
 * Rows that are made when they are looked at: a loop of ten thousand turns is one entry here, however
 * many of its rows there are.
 */
export class RowList {
    readonly #parts: {
        readonly start: number;
        readonly count: number;
        at: (place: number) => AnyRow;
    }[] = [];
    /** Steps only, in order. */
    readonly steps: ExecutionRow[] = [];
    readonly #places = new Map<string, number>();
    count = 0;

    add(row: ExecutionRow): void {
        this.#places.set(row.node, this.count);
        this.steps.push(row);
        this.#push(1, () => row);
    }

    /** Turns `first` to `end` (exclusive) of a loop. */
    addTurns(of: Omit<TurnRow, "kind" | "index" | "isShown">, first: number, end: number): void {
        if (end <= first) return;
        this.#push(end - first, (place) => ({
            kind: "turn",
            ...of,
            index: first + place,
            isShown: false
        }));
    }

    addShownTurn(of: Omit<TurnRow, "kind" | "isShown">): void {
        this.#push(1, () => ({ kind: "turn", ...of, isShown: true }));
    }

    at(index: number): AnyRow | undefined {
        if (index < 0 || index >= this.count) return undefined;
        let low = 0;
        let high = this.#parts.length - 1;
        while (low < high) {
            const middle = Math.ceil((low + high) / 2);
            if ((this.#parts[middle]?.start ?? Infinity) <= index) low = middle;
            else high = middle - 1;
        }
        const part = this.#parts[low];
        return part?.at(index - part.start);
    }

    slice(first: number, end: number): readonly AnyRow[] {
        const rows: AnyRow[] = [];
        for (let index = first; index < Math.min(end, this.count); index += 1) {
            const row = this.at(index);
            if (row !== undefined) rows.push(row);
        }
        return rows;
    }

    /** Where the row of a node is; -1 for none. */
    placeOf(node: string): number {
        return this.#places.get(node) ?? -1;
    }

    #push(count: number, at: (place: number) => AnyRow): void {
        this.#parts.push({ start: this.count, count, at });
        this.count += count;
    }
}
