import { Icon } from "../../components/common/Icon.tsx";
import { INPUT_HANDLE } from "../document/graph.ts";
import { runLook, TONE_TEXT } from "../execution/run-look.ts";
import { CARD, cardHeight, rowY } from "./card-size.ts";
import { colorOf, iconOf } from "./category-look.ts";
import type { CardModel } from "./use-card.ts";

/** A card seen from far: the colour of its category, and how it goes. Ports stay where they are. */
export function FarCard(props: {
    readonly id: string;
    readonly card: CardModel;
    readonly isSelected: boolean;
}) {
    const { id, card } = props;
    const look = card.run === null ? null : runLook(card.run);
    const hasStrip = card.run !== null || card.isDisabled;
    const height = cardHeight({ rows: card.rows.length, hasStrip });
    const style: React.CSSProperties & { "--c": string } = {
        "--c": `var(${colorOf(card.facts.type)})`,
        height
    };
    return (
        <div className="fm-far" style={style} data-selected={props.isSelected ? "" : undefined}>
            {look === null ? (
                <span style={{ color: "var(--c)" }}>
                    <Icon name={iconOf(card.facts.type)} size={24} />
                </span>
            ) : (
                <Icon name={look.icon} size={24} className={TONE_TEXT[look.tone]} />
            )}
            <span className="invisible">
                {card.facts.acceptsInput && (
                    <StaticPort node={id} port={INPUT_HANDLE} type="target" top={CARD.portY} />
                )}
                {card.headPort !== null && (
                    <StaticPort node={id} port={card.headPort} type="source" top={CARD.portY} />
                )}
                {card.rows.map((row, index) => (
                    <StaticPort
                        key={row.id}
                        node={id}
                        port={row.id}
                        type="source"
                        top={rowY(index)}
                    />
                ))}
            </span>
        </div>
    );
}

/**
 * A place for edges to end, and nothing more: React Flow finds it by its class. Its own handles listen
 * to every move of the canvas, and from far there are a thousand of them.
 */
function StaticPort(props: {
    readonly node: string;
    readonly port: string;
    readonly type: "source" | "target";
    readonly top: number;
}) {
    const { node, port, type, top } = props;
    const side = type === "source" ? "right" : "left";
    return (
        <div
            data-handleid={port}
            data-nodeid={node}
            data-handlepos={side}
            className={`react-flow__handle react-flow__handle-${side} ${type} fm-port ${type === "source" ? "fm-out" : "fm-in"}`}
            style={{ top }}
        />
    );
}
