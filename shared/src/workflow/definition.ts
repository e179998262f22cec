import type { Catalogue } from "./catalogue.ts";
import { issueText, valueAt } from "./config/issue-text.ts";
import { graphRefusal } from "./definition/graph.ts";
import { inspect } from "./definition/inspect.ts";
import { normalise } from "./definition/normalise.ts";
import type { Shape } from "./definition/normalise.ts";
import { invalid } from "./definition/refusal.ts";
import type { Refusal } from "./definition/refusal.ts";
import { definitionSchema, LIMITS } from "./document.ts";
import type { WorkflowDefinition } from "./document.ts";
import { fieldPath } from "./field-path.ts";
import { upgradeDefinition } from "./upgrade.ts";

export interface ParseOptions {
    readonly catalogue: Catalogue;
    readonly maxNodes?: number;
    /** The revision being replaced: node types that are gone may stay. */
    readonly known?: WorkflowDefinition;
}

export type ParsedDefinition =
    | { readonly ok: true; readonly definition: WorkflowDefinition }
    | { readonly ok: false; readonly refusal: Refusal };

/**
 * Reads any JSON as a definition, or says why it is not a graph. Everything beyond that (missing
 * config, broken references) may be saved and is `compile`'s. The input is never changed.
 */
export function parseDefinition(input: unknown, options: ParseOptions): ParsedDefinition {
    const { errors, bytes, too_deep } = inspect(input);
    if (too_deep) return refuse(limit(`it is nested deeper than ${LIMITS.depth} levels`, {}));
    if (errors.length > 0) return refuse(invalid(errors));
    if (bytes > LIMITS.definition_bytes) return refuse(tooManyBytes(bytes));

    const normalised = normalise(input);
    if (!normalised.ok) return normalised;
    const count = countOf(normalised.shape);
    const maxNodes = options.maxNodes ?? LIMITS.nodes;
    // A circle is worth telling even when it is too long; more edges than allowed are never walked.
    if (count.edges > LIMITS.edges) return refuse(tooMany(count, maxNodes));

    const parsed = definitionSchema.safeParse(normalised.shape);
    if (!parsed.success) {
        const fields = parsed.error.issues.map((issue) => ({
            field: fieldPath(issue.path.map(segment), "definition"),
            message: issueText(issue, valueAt(normalised.shape, issue.path))
        }));
        return refuse(invalid(fields));
    }
    const refusal = graphRefusal(parsed.data, {
        catalogue: options.catalogue,
        previous: options.known
    });
    if (refusal !== null) return refuse(refusal);
    if (count.nodes > maxNodes) return refuse(tooMany(count, maxNodes));
    return { ok: true, definition: upgradeDefinition(parsed.data, options.catalogue) };
}

interface Count {
    readonly nodes: number;
    readonly edges: number;
}

function countOf({ nodes, edges }: Shape): Count {
    return { nodes: Object.keys(nodes).length, edges: Array.isArray(edges) ? edges.length : 0 };
}

function refuse(refusal: Refusal): ParsedDefinition {
    return { ok: false, refusal };
}

function tooMany({ nodes, edges }: Count, maxNodes: number): Refusal {
    return limit(
        `it has ${nodes} nodes and ${edges} edges; at most ${maxNodes} nodes and ${LIMITS.edges} edges are allowed`,
        { nodes, edges, max_nodes: maxNodes, max_edges: LIMITS.edges }
    );
}

function tooManyBytes(bytes: number): Refusal {
    return limit(
        `it has ${bytes.toLocaleString("en")} bytes; at most ${LIMITS.definition_bytes.toLocaleString("en")} are allowed`,
        { bytes, max_bytes: LIMITS.definition_bytes }
    );
}

function limit(what: string, details: { readonly [key: string]: number }): Refusal {
    return {
        code: "LIMIT_EXCEEDED",
        message: `The definition is too large: ${what}.`,
        solution: "Split the workflow, or move large texts and data out of it into inputs.",
        details
    };
}

function segment(key: PropertyKey): string | number {
    return typeof key === "number" ? key : String(key);
}
