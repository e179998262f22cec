import { useMemo } from "react";
import { printPath } from "@flowmaestro/shared/workflow/templates/grammar.ts";
import type { Expression, Term } from "@flowmaestro/shared/workflow/templates/grammar.ts";
import { parseTemplate } from "@flowmaestro/shared/workflow/templates/parse.ts";
import type { Problem } from "@flowmaestro/shared/workflow/problem.ts";
import { colorOf } from "../canvas/category-look.ts";
import { factsOf, labelIn } from "../document/node-facts.ts";
import { graphOf } from "../document/graph.ts";
import { named } from "../document/readable.ts";
import { useDocument, useEditor, useProblems } from "../editor-context.ts";

const NO_PROBLEMS: readonly Problem[] = [];
const ROOTS = new Set(["inputs", "vars", "execution"]);

/** A reference in a text: as written, and as people know what it reads. */
export interface ReferencePart {
    readonly at: number;
    readonly raw: string;
    /** Custom property of the colour of what is read. */
    readonly color: string;
    readonly name: string;
    readonly path: string;
    /** What is taken where there is nothing. */
    readonly otherwise: string;
    /** Why it cannot be read; null when it can. */
    readonly fault: string | null;
}

export type ReferenceParts =
    | { readonly kind: "plain" }
    /** Where the text stops being a template. */
    | { readonly kind: "broken"; readonly start: number }
    | { readonly kind: "parts"; readonly parts: readonly (string | ReferencePart)[] };

/** The text cut at its references. */
export function useReferenceParts(node: string, text: string): ReferenceParts {
    const { catalogue } = useEditor();
    const definition = useDocument((state) => state.content.definition);
    const problems = useProblems((state) => state.byNode.get(node)?.list ?? NO_PROBLEMS);
    return useMemo(() => {
        if (!text.includes("${")) return { kind: "plain" };
        const parsed = parseTemplate(text);
        if (!parsed.ok) {
            return {
                kind: "broken",
                start: Math.max(0, text.lastIndexOf("${", parsed.fault.position))
            };
        }
        const labelOf = labelIn(definition.nodes, catalogue);
        const upstream = graphOf(definition).upstream(node);
        const faultOf = (raw: string, { terms }: Expression): string | null => {
            const said = problems.find(
                ({ message, severity }) => severity === "error" && message.includes(raw)
            );
            if (said !== undefined) return said.message;
            const isReadable = (term: Term) =>
                term.kind === "scalar" ||
                ROOTS.has(term.root) ||
                // In its own condition a loop reads its own turns.
                term.root === node ||
                (definition.nodes[term.root] !== undefined && upstream.has(term.root));
            return terms.every(isReadable) ? null : raw;
        };
        const parts: (string | ReferencePart)[] = [];
        let at = 0;
        for (const part of parsed.template.parts) {
            if (typeof part === "string") continue;
            if (part.start > at) parts.push(text.slice(at, part.start));
            const raw = text.slice(part.start, part.end);
            const [first, ...others] = part.terms;
            const root = first?.kind === "path" ? first.root : "";
            const path =
                first?.kind === "path" ? printPath(root, first.segments).slice(root.length) : "";
            const source = definition.nodes[root];
            const { name, rest } = named(root, path, labelOf);
            parts.push({
                at: part.start,
                raw,
                color:
                    source === undefined ? "--primary" : colorOf(factsOf(source, catalogue).type),
                name,
                path: rest,
                otherwise: others.map((term) => ` ?? ${printed(term)}`).join(""),
                fault: faultOf(raw, part)
            });
            at = part.end;
        }
        if (at < text.length) parts.push(text.slice(at));
        return { kind: "parts", parts };
    }, [text, definition, catalogue, problems, node]);
}

function printed(term: Term): string {
    return term.kind === "path" ? printPath(term.root, term.segments) : JSON.stringify(term.value);
}
