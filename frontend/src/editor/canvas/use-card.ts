import { useMemo } from "react";
import type { Catalogue } from "@flowmaestro/shared/workflow/catalogue.ts";
import { formatDuration } from "../../lib/format.ts";
import { t } from "../../messages/messages.ts";
import type { DocumentState } from "../document/document-store.ts";
import { graphOf } from "../document/graph.ts";
import { factsOf, labelIn } from "../document/node-facts.ts";
import type { NodeFacts } from "../document/node-facts.ts";
import { readable } from "../document/readable.ts";
import { isOff as isOffIn } from "../document/scope.ts";
import type { Nodes } from "../document/scope.ts";
import type { NodeProblems } from "../document/problems.ts";
import { useDocument, useEditor, useExecution, useProblems, useUi } from "../editor-context.ts";
import type { Run } from "../execution/execution-fold.ts";
import { durationOf, runLook, runWord } from "../execution/run-look.ts";
import type { CardLook } from "../execution/run-look.ts";
import { hintsOf, portsOf, usedPorts } from "./card-ports.ts";
import type { CardPorts } from "./card-ports.ts";

export interface CardModel extends CardPorts {
    readonly facts: NodeFacts;
    readonly summary: string;
    /** Nothing leads to it, and no execution has shown that it is meant to be a start. */
    readonly lacksInput: boolean;
    readonly isStart: boolean;
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
    const { hints, summary, isOff, isEmptyFrame } = useSurroundings(id);
    const isOutdated = useExecution((state) => state.isShown && state.outdated.has(id));
    const problems = useProblems((state) => state.byNode.get(id));

    return useMemo(() => {
        if (node === undefined) return null;
        const facts = factsOf(node, catalogue);
        const isDisabled = isOff;
        const shownRun = isDisabled ? null : run;
        return {
            ...portsOf(node, facts, { used, hints, canEdit: canEdit && !isDisabled }),
            facts,
            summary,
            lacksInput:
                insCount === 0 && node.parentId === undefined && canEdit && shownRun === null,
            isStart: !facts.acceptsInput,
            isEmptyFrame,
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
        isEmptyFrame,
        summary,
        hints
    ]);
}

/** What a card shows of other nodes: their names, and the containers around it. */
function useSurroundings(id: string) {
    const { catalogue } = useEditor();
    const nodesOf = (state: DocumentState) => state.content.definition.nodes;
    return {
        hints: useDocument((state) => hintsOf(nodesOf(state), id, catalogue)),
        summary: useDocument((state) => summaryOf(nodesOf(state), id, catalogue)),
        isOff: useDocument((state) => isOffIn(nodesOf(state), id)),
        isEmptyFrame: useDocument((state) => isEmptyIn(nodesOf(state), id, catalogue))
    };
}

/** Asked of every card at every keystroke: looks at the others for a container only. */
function isEmptyIn(nodes: Nodes, id: string, catalogue: Catalogue): boolean {
    const node = nodes[id];
    if (node === undefined || !factsOf(node, catalogue).isContainer) return false;
    return !Object.values(nodes).some((one) => one.parentId === id);
}

/** With what nodes are called where it refers to some. */
function summaryOf(nodes: Nodes, id: string, catalogue: Catalogue): string {
    const node = nodes[id];
    if (node === undefined) return "";
    const facts = factsOf(node, catalogue);
    if (facts.type === undefined) return t("editor.card.unknown", { type: node.type });
    if (facts.summary === "") return t("editor.card.unset");
    return readable(facts.summary, labelIn(nodes, catalogue));
}

function stateOf(run: Run | null, isDisabled: boolean): string | null {
    if (isDisabled) return t("editor.run.disabled");
    return run === null ? null : stateText(run);
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
