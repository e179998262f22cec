import { useMemo } from "react";
import type { Port } from "@flowmaestro/shared/workflow/catalogue.ts";
import type { WorkflowDefinition, WorkflowNode } from "@flowmaestro/shared/workflow/document.ts";
import { formatDuration } from "../../lib/format.ts";
import { t } from "../../messages/messages.ts";
import { graphOf, portOf } from "../document/graph.ts";
import { ERROR_PORT, factsOf } from "../document/node-facts.ts";
import type { NodeFacts } from "../document/node-facts.ts";
import { isOff as isOffIn } from "../document/scope.ts";
import type { NodeProblems } from "../document/problems.ts";
import { useDocument, useEditor, useExecution, useProblems, useUi } from "../editor-context.ts";
import type { Run } from "../execution/execution-fold.ts";
import { durationOf, runLook, runWord } from "../execution/run-look.ts";
import type { CardLook } from "../execution/run-look.ts";

export interface PortRow extends Port {
    readonly hint?: string;
    /** An edge leaves from it, but the type has no such port. */
    readonly isUnknown?: boolean;
}

export interface CardModel {
    readonly facts: NodeFacts;
    readonly summary: string;
    readonly rows: readonly PortRow[];
    /** The port on the head, when the card has only that one. */
    readonly headPort: string | null;
    readonly hasErrorRow: boolean;
    readonly hasErrorTab: boolean;
    readonly used: ReadonlySet<string>;
    readonly hasInput: boolean;
    readonly isStart: boolean;
    /** Of a container: what leads nowhere to it starts each turn. */
    readonly isInside: boolean;
    readonly isEmptyFrame: boolean;
    readonly isDisabled: boolean;
    readonly passesThrough: boolean;
    readonly canEdit: boolean;
    readonly look: CardLook;
    readonly run: Run | null;
    readonly isOutdated: boolean;
    readonly problems: NodeProblems | undefined;
    readonly rank: number;
    readonly count: number;
    readonly state: string | null;
}

/** Everything a card shows, read through selectors that answer the same while nothing of it changes. */
export function useCard(id: string): CardModel | null {
    const { catalogue } = useEditor();
    const node = useDocument((state) => state.content.definition.nodes[id]);
    const isLocked = useUi((ui) => ui.isLocked);
    const canEdit = useDocument((state) => !state.readOnly) && !isLocked;
    const used = useDocument((state) => usedPorts(state.content.definition, id));
    const insCount = useDocument((state) => graphOf(state.content.definition).into(id).length);
    const rank = useDocument((state) => graphOf(state.content.definition).rank(id));
    const count = useDocument((state) => graphOf(state.content.definition).order.length);
    const run = useExecution(({ isShown, fold }) =>
        isShown && fold?.ran(id) === true ? fold.runOf(id) : null
    );
    const isOff = useDocument((state) => isOffIn(state.content.definition.nodes, id));
    const isEmptyFrame = useDocument(
        ({ content }) => !Object.values(content.definition.nodes).some((one) => one.parentId === id)
    );
    const isOutdated = useExecution((state) => state.isShown && state.outdated.has(id));
    const problems = useProblems((state) => state.byNode.get(id));

    return useMemo(() => {
        if (node === undefined) return null;
        const facts = factsOf(node, catalogue);
        const isDisabled = isOff;
        const shownRun = isDisabled ? null : run;
        return {
            ...portsOf(node, facts, { used, canEdit: canEdit && !isDisabled }),
            facts,
            summary: summaryOf(node, facts),
            hasInput: insCount > 0,
            isStart: !facts.acceptsInput,
            isInside: node.parentId !== undefined,
            isEmptyFrame: facts.isContainer && isEmptyFrame,
            isDisabled,
            passesThrough: node.disabled === true && insCount === 1 && used === "out",
            canEdit,
            look: lookOf(facts, shownRun, isDisabled),
            run: shownRun,
            isOutdated,
            problems,
            rank,
            count,
            state: stateOf(shownRun, isDisabled)
        };
    }, [
        node,
        catalogue,
        used,
        insCount,
        rank,
        count,
        run,
        isOutdated,
        problems,
        canEdit,
        isOff,
        isEmptyFrame
    ]);
}

function portsOf(
    node: WorkflowNode,
    facts: NodeFacts,
    about: { readonly used: string; readonly canEdit: boolean }
): Pick<CardModel, "rows" | "headPort" | "hasErrorRow" | "hasErrorTab" | "used"> {
    const used = new Set(about.used === "" ? [] : about.used.split(" "));
    const hasError = facts.errorPort !== null;
    const hasErrorRow = hasError && (used.has(ERROR_PORT) || node.policy?.on_error === "branch");
    const [only] = facts.ports;
    return {
        used,
        rows: rowsOf(facts, used, hasErrorRow),
        headPort: facts.hasRows || only === undefined ? null : only.id,
        hasErrorRow,
        // What starts a workflow hardly ever fails: its error port shows where it is used.
        hasErrorTab: hasError && facts.acceptsInput && !hasErrorRow && about.canEdit
    };
}

function summaryOf(node: WorkflowNode, facts: NodeFacts): string {
    if (facts.type === undefined) return t("editor.card.unknown", { type: node.type });
    return facts.summary === "" ? t("editor.card.unset") : facts.summary;
}

function stateOf(run: Run | null, isDisabled: boolean): string | null {
    if (isDisabled) return t("editor.run.disabled");
    return run === null ? null : stateText(run);
}

/** One text, so that a selector can compare it. */
function usedPorts(definition: WorkflowDefinition, id: string): string {
    const ports = graphOf(definition).outOf(id).map(portOf);
    return [...new Set(ports)].sort().join(" ");
}

function rowsOf(
    facts: NodeFacts,
    used: ReadonlySet<string>,
    hasErrorRow: boolean
): readonly PortRow[] {
    const rows: PortRow[] = facts.hasRows ? [...facts.ports] : [];
    const known = new Set([...facts.ports.map((port) => port.id), ERROR_PORT]);
    for (const id of used) {
        if (!known.has(id)) rows.push({ id, label: id, isUnknown: true });
    }
    if (hasErrorRow && facts.errorPort !== null) {
        rows.push({ id: ERROR_PORT, label: t("editor.card.port.error") });
    }
    return rows;
}

function lookOf(facts: NodeFacts, run: Run | null, isDisabled: boolean): CardLook {
    if (isDisabled) return "quiet";
    if (run !== null) return runLook(run).card;
    return facts.type === undefined ? "unknown" : "plain";
}

function stateText(run: Run): string {
    const took = durationOf(run);
    if (run.status === "completed" && took !== null) {
        return t("editor.run.completed_in", { time: formatDuration(took) });
    }
    return run.error === undefined ? runWord(run) : `${runWord(run)}: ${run.error.message}`;
}
