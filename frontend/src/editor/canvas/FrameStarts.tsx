import { useDocument, useEditor } from "../editor-context.ts";
import { graphOf } from "../document/graph.ts";
import { factsOf } from "../document/node-facts.ts";
import { bodyOf } from "../document/scope.ts";
import { CARD, FRAME } from "./card-size.ts";
import { boxOf } from "./frame-size.ts";

/** Where each turn starts: a pill at the frame's inner edge for every step nothing leads to. */
export function FrameStarts({ id }: { readonly id: string }) {
    const { catalogue } = useEditor();
    // One text, so that the selector can compare it.
    const starts = useDocument(({ content }) => {
        const { definition } = content;
        const graph = graphOf(definition);
        const frame = boxOf(definition, catalogue, id);
        return bodyOf(definition.nodes, id)
            .filter((node) => {
                const facts = factsOf(node, catalogue);
                return !facts.isAnnotation && graph.into(node.id).length === 0;
            })
            .map((node) => {
                const { isContainer } = factsOf(node, catalogue);
                const box = boxOf(definition, catalogue, node.id);
                const x = node.position.x + box.x - frame.x;
                const portY = isContainer ? FRAME.portY : CARD.portY;
                return `${x},${node.position.y + box.y - frame.y + portY}`;
            })
            .join(" ");
    });
    if (starts === "") return null;
    return (
        <svg className="fm-frame-starts" aria-hidden="true">
            {starts.split(" ").map((start) => {
                const [x = 0, y = 0] = start.split(",").map(Number);
                return (
                    <g key={start}>
                        <path className="fm-edge" d={`M11 ${y}L${x} ${y}`} />
                        <rect x={4} y={y - 8} width={6} height={16} rx={3} />
                    </g>
                );
            })}
        </svg>
    );
}
