import { useMemo, useState } from "react";
import { nodeOf } from "@flowmaestro/shared/contract/frames.ts";
import type { WorkflowDefinition } from "@flowmaestro/shared/workflow/document.ts";
import type { Catalogue } from "@flowmaestro/shared/workflow/catalogue.ts";
import { graphOf } from "../document/graph.ts";
import { factsOf } from "../document/node-facts.ts";
import { useEditor, useExecution } from "../editor-context.ts";
import { PENDING } from "./execution-fold.ts";
import type { ExecutionFold, Run } from "./execution-fold.ts";
import { TimelineModel } from "./timeline-model.ts";
import type { InstanceTimes } from "./timeline-model.ts";

/** A node of the graph that ran, and the latest it did. */
export interface ExecutionRow {
    readonly node: string;
    readonly instance: string;
    readonly label: string;
    readonly depth: number;
    readonly isDisabled: boolean;
    /** As the shown moment has it. */
    readonly run: Run;
    /** As the whole execution has it, whatever moment is shown. */
    readonly times: InstanceTimes | undefined;
}

export interface ExecutionRows {
    readonly rows: readonly ExecutionRow[];
    readonly startedAt: number | null;
    readonly endedAt: number | null;
    readonly lastAt: number;
}

const NO_ROWS: ExecutionRows = { rows: [], startedAt: null, endedAt: null, lastAt: 0 };

/** Every node of the graph that ran, in the order things happen, with its state and its times. */
export function useExecutionRows(): ExecutionRows {
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
        const rows = book.rows({ definition, catalogue, fold, model });
        return { rows, startedAt, endedAt, lastAt };
        // Facts are added to `frames` and folded in place: `version` says that they were.
        // oxlint-disable-next-line react/exhaustive-deps
    }, [model, book, definition, catalogue, fold, frames, version]);
}

/** Rows keep their identity while nothing of theirs changes: only what happened renders again. */
class RowBook {
    #known = new Map<string, ExecutionRow>();

    rows(input: {
        readonly definition: WorkflowDefinition;
        readonly catalogue: Catalogue;
        readonly fold: ExecutionFold;
        readonly model: TimelineModel;
    }): readonly ExecutionRow[] {
        const { definition, catalogue, fold, model } = input;
        const latest = new Map<string, InstanceTimes>();
        for (const times of model.times.values()) latest.set(nodeOf(times.instance), times);
        const next = new Map<string, ExecutionRow>();
        const rows = inOrder(definition, catalogue).map(({ id, depth, label, isDisabled }) => {
            const times = latest.get(id);
            const run = isDisabled ? PENDING : fold.runOf(id);
            const instance = run.instance || times?.instance || id;
            const row = { node: id, instance, label, depth, isDisabled, run, times };
            const known = this.#known.get(id);
            const kept = known !== undefined && isSame(known, row) ? known : row;
            next.set(id, kept);
            return kept;
        });
        this.#known = next;
        return rows;
    }
}

function isSame(one: ExecutionRow, other: ExecutionRow): boolean {
    return (
        one.run === other.run &&
        one.times === other.times &&
        one.label === other.label &&
        one.instance === other.instance
    );
}

interface Placed {
    readonly id: string;
    readonly depth: number;
    readonly label: string;
    readonly isDisabled: boolean;
}

const placed = new WeakMap<WorkflowDefinition, readonly Placed[]>();

/** Containers before what is inside of them; notes are no steps. */
function inOrder(definition: WorkflowDefinition, catalogue: Catalogue): readonly Placed[] {
    const known = placed.get(definition);
    if (known !== undefined) return known;
    const children = new Map<string | undefined, string[]>();
    for (const id of graphOf(definition).order) {
        const parent = definition.nodes[id]?.parentId;
        const list = children.get(parent);
        if (list === undefined) children.set(parent, [id]);
        else list.push(id);
    }
    const list: Placed[] = [];
    const walk = (parent: string | undefined, depth: number) => {
        for (const id of children.get(parent) ?? []) {
            const node = definition.nodes[id];
            if (node === undefined) continue;
            const { label, isAnnotation } = factsOf(node, catalogue);
            if (isAnnotation) continue;
            list.push({ id, depth, label, isDisabled: node.disabled === true });
            walk(id, depth + 1);
        }
    };
    walk(undefined, 0);
    placed.set(definition, list);
    return list;
}
