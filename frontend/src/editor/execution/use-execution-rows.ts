import { useMemo, useState } from "react";
import type { WorkflowDefinition } from "@flowmaestro/shared/workflow/document.ts";
import type { Catalogue } from "@flowmaestro/shared/workflow/catalogue.ts";
import { graphOf } from "../document/graph.ts";
import { factsOf } from "../document/node-facts.ts";
import { useEditor, useExecution } from "../editor-context.ts";
import { PENDING } from "./execution-fold.ts";
import type { ExecutionFold } from "./execution-fold.ts";
import { RowList } from "./row-list.ts";
import type { ExecutionRow } from "./row-list.ts";
import { TimelineModel } from "./timeline-model.ts";

export interface ExecutionRows {
    /** The steps, each once, at the turns that are shown. */
    readonly rows: readonly ExecutionRow[];
    /** The same with every turn of the loops that are expanded. */
    readonly list: RowList;
    readonly startedAt: number | null;
    readonly endedAt: number | null;
    readonly lastAt: number;
}

const NO_ROWS: ExecutionRows = {
    rows: [],
    list: new RowList(),
    startedAt: null,
    endedAt: null,
    lastAt: 0
};
const NONE: ReadonlySet<string> = new Set();

/** Every node of the graph that ran, in the order things happen, with its state and its times. */
export function useExecutionRows(expanded: ReadonlySet<string> = NONE): ExecutionRows {
    const { catalogue } = useEditor();
    const [model] = useState(() => new TimelineModel());
    const [book] = useState(() => new RowBook());
    const definition = useExecution((state) => state.graph?.definition);
    const fold = useExecution((state) => state.fold);
    const frames = useExecution((state) => state.frames);
    const version = useExecution((state) => state.version);

    return useMemo(() => {
        if (definition === undefined || fold === null) return NO_ROWS;
        model.read(frames);
        const { startedAt, endedAt, lastAt } = model;
        const list = book.rows({ definition, catalogue, fold, model, expanded });
        return { rows: list.steps, list, startedAt, endedAt, lastAt };
        // Facts are added to `frames` and folded in place: `version` says that they were.
        // oxlint-disable-next-line react/exhaustive-deps
    }, [model, book, definition, catalogue, fold, frames, version, expanded]);
}

interface RowInput {
    readonly definition: WorkflowDefinition;
    readonly catalogue: Catalogue;
    readonly fold: ExecutionFold;
    readonly model: TimelineModel;
    readonly expanded: ReadonlySet<string>;
}

/** Rows keep their identity while nothing of theirs changes: only what happened renders again. */
class RowBook {
    #known = new Map<string, ExecutionRow>();

    rows(input: RowInput): RowList {
        const next = new Map<string, ExecutionRow>();
        const list = new RowList();
        const tree = treeOf(input.definition, input.catalogue);
        const walk = (parent: string | undefined, depth: number) => {
            for (const placed of tree.get(parent) ?? []) {
                const row = this.#row(placed, depth, input);
                next.set(placed.id, row);
                list.add(row);
                const { loop, turn } = row;
                if (!row.isExpanded || loop === undefined || turn === null) {
                    walk(placed.id, depth + 1);
                    continue;
                }
                const of = { node: placed.id, loop, depth: depth + 1 };
                list.addTurns(of, 0, turn);
                list.addShownTurn({ ...of, index: turn });
                walk(placed.id, depth + 2);
                list.addTurns(of, turn + 1, loop.started);
            }
        };
        walk(undefined, 0);
        this.#known = next;
        return list;
    }

    #row({ id, label, isDisabled }: Placed, depth: number, input: RowInput): ExecutionRow {
        const { fold, model, expanded } = input;
        const instance = fold.shownInstance(id);
        const loop = instance === null ? undefined : fold.turnsOf(instance);
        const row: ExecutionRow = {
            kind: "step",
            node: id,
            instance: instance ?? id,
            label,
            depth,
            isDisabled,
            run: isDisabled ? PENDING : fold.runOf(id),
            times: instance === null ? undefined : model.times.get(instance),
            loop,
            loopVersion: loop?.version ?? 0,
            turn: loop === undefined ? null : fold.shown.indexOf(loop),
            isExpanded: loop !== undefined && expanded.has(id)
        };
        const known = this.#known.get(id);
        return known !== undefined && isSame(known, row) ? known : row;
    }
}

const COMPARED = [
    "run",
    "times",
    "label",
    "instance",
    "depth",
    "loop",
    "loopVersion",
    "turn",
    "isExpanded"
] as const satisfies readonly (keyof ExecutionRow)[];

function isSame(one: ExecutionRow, other: ExecutionRow): boolean {
    return COMPARED.every((key) => one[key] === other[key]);
}

interface Placed {
    readonly id: string;
    readonly label: string;
    readonly isDisabled: boolean;
}

type Tree = ReadonlyMap<string | undefined, readonly Placed[]>;
const trees = new WeakMap<WorkflowDefinition, Tree>();

/** What stands in each container, in the order things happen; notes are no steps. */
function treeOf(definition: WorkflowDefinition, catalogue: Catalogue): Tree {
    const known = trees.get(definition);
    if (known !== undefined) return known;
    const tree = new Map<string | undefined, Placed[]>();
    for (const id of graphOf(definition).order) {
        const node = definition.nodes[id];
        if (node === undefined) continue;
        const { label, isAnnotation } = factsOf(node, catalogue);
        if (isAnnotation) continue;
        const placed = { id, label, isDisabled: node.disabled === true };
        const list = tree.get(node.parentId);
        if (list === undefined) tree.set(node.parentId, [placed]);
        else list.push(placed);
    }
    trees.set(definition, tree);
    return tree;
}
