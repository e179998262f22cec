import { memo } from "react";
import { parseTemplate } from "@flowmaestro/shared/workflow/templates/parse.ts";
import type { Problem } from "@flowmaestro/shared/workflow/problem.ts";
import { colorOf } from "../canvas/category-look.ts";
import { factsOf } from "../document/node-facts.ts";
import { graphOf } from "../document/graph.ts";
import { useDocument, useEditor, useProblems } from "../editor-context.ts";

const NO_PROBLEMS: readonly Problem[] = [];
const ROOTS = new Set(["inputs", "vars", "execution"]);

/** The text with its references marked in the colour of what they read; broken ones are underlined. */
export const HighlightedText = memo(function HighlightedText(props: {
    readonly node: string;
    readonly text: string;
}) {
    const { node, text } = props;
    const { catalogue } = useEditor();
    const definition = useDocument((state) => state.content.definition);
    const problems = useProblems((state) => state.byNode.get(node)?.list ?? NO_PROBLEMS);
    const parsed = text.includes("${") ? parseTemplate(text) : null;
    // A zero-width space keeps the height of an empty last line.
    if (parsed === null) return `${text}\u200b`;
    if (!parsed.ok) return <Broken text={text} position={parsed.fault.position} />;

    const parts: React.ReactNode[] = [];
    let at = 0;
    for (const part of parsed.template.parts) {
        if (typeof part === "string") continue;
        parts.push(text.slice(at, part.start));
        const roots = part.terms.flatMap((term) => (term.kind === "path" ? [term.root] : []));
        const own = text.slice(part.start, part.end);
        const isKnown =
            !problems.some(({ message }) => message.includes(own)) &&
            roots.every(
                (root) =>
                    ROOTS.has(root) ||
                    (definition.nodes[root] !== undefined &&
                        graphOf(definition).upstream(node).has(root))
            );
        const [root = ""] = roots;
        const source = definition.nodes[root];
        const color = source === undefined ? "--primary" : colorOf(factsOf(source, catalogue).type);
        parts.push(
            <span
                key={part.start}
                className={isKnown ? "fm-ref" : "fm-ref fm-ref-bad"}
                style={{ "--c": `var(${isKnown ? color : "--err"})` } as React.CSSProperties}
            >
                {own}
            </span>
        );
        at = part.end;
    }
    parts.push(`${text.slice(at)}\u200b`);
    return parts;
});

function Broken({ text, position }: { readonly text: string; readonly position: number }) {
    const start = Math.max(0, text.lastIndexOf("${", position));
    return (
        <>
            {text.slice(0, start)}
            <span className="fm-ref-half">{text.slice(start)}</span>
            {"\u200b"}
        </>
    );
}
