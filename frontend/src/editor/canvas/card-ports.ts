import type { Catalogue, Port } from "@flowmaestro/shared/workflow/catalogue.ts";
import type { WorkflowDefinition, WorkflowNode } from "@flowmaestro/shared/workflow/document.ts";
import { t } from "../../messages/messages.ts";
import { graphOf, portOf } from "../document/graph.ts";
import { ERROR_PORT, factsOf, labelIn } from "../document/node-facts.ts";
import type { NodeFacts } from "../document/node-facts.ts";
import { readable } from "../document/readable.ts";
import type { Nodes } from "../document/scope.ts";

export interface PortRow extends Port {
    /** An edge leaves from it, but the type has no such port. */
    readonly isUnknown?: boolean;
}

export interface CardPorts {
    readonly rows: readonly PortRow[];
    /** The one way on that needs no name. */
    readonly headPort: string | null;
    readonly hasErrorRow: boolean;
    readonly hasErrorTab: boolean;
    readonly used: ReadonlySet<string>;
}

export function portsOf(
    node: WorkflowNode,
    facts: NodeFacts,
    about: { readonly used: string; readonly hints: string; readonly canEdit: boolean }
): CardPorts {
    const used = new Set(about.used === "" ? [] : about.used.split(" "));
    const hasError = facts.errorPort !== null;
    const hasErrorRow = hasError && (used.has(ERROR_PORT) || node.policy?.on_error === "branch");
    return {
        used,
        rows: rowsOf(node, facts, { used, hasErrorRow, hints: about.hints.split("\n") }),
        headPort: facts.headPort,
        hasErrorRow,
        // What starts a workflow hardly ever fails: its error port shows where it is used.
        hasErrorTab: hasError && facts.acceptsInput && !hasErrorRow && about.canEdit
    };
}

/** When each port is taken, a line each: one text, so that a selector can compare it. */
export function hintsOf(nodes: Nodes, id: string, catalogue: Catalogue): string {
    const node = nodes[id];
    if (node === undefined) return "";
    const labels = labelIn(nodes, catalogue);
    return factsOf(node, catalogue)
        .ports.map(({ hint = "" }) => readable(hint, labels).replace(/\s+/gu, " "))
        .join("\n");
}

/** One text, so that a selector can compare it. */
export function usedPorts(definition: WorkflowDefinition, id: string): string {
    const ports = graphOf(definition).outOf(id).map(portOf);
    return [...new Set(ports)].sort().join(" ");
}

function rowsOf(
    node: WorkflowNode,
    facts: NodeFacts,
    about: {
        readonly used: ReadonlySet<string>;
        readonly hasErrorRow: boolean;
        readonly hints: readonly string[];
    }
): readonly PortRow[] {
    const { used, hasErrorRow, hints } = about;
    const rows: PortRow[] = facts.ports
        .map((port, index): PortRow => ({ ...port, hint: hints[index] ?? "" }))
        .filter(({ id }) => id !== facts.headPort);
    const known = new Set([...facts.ports.map((port) => port.id), ERROR_PORT]);
    for (const id of used) {
        if (!known.has(id)) rows.push({ id, label: id, isUnknown: true });
    }
    if (hasErrorRow && facts.errorPort !== null) {
        const attempts = node.policy?.retry?.attempts ?? 1;
        const hint = attempts > 1 ? t("editor.card.port.attempts", { count: attempts }) : undefined;
        rows.push({ id: ERROR_PORT, label: t("editor.card.port.error"), ...(hint && { hint }) });
    }
    return rows;
}
