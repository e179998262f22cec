import { Icon } from "../../components/common/Icon.tsx";
import { runLook, TONE_TEXT } from "../execution/run-look.ts";
import { CARD, cardHeight, rowY } from "./card-size.ts";
import { colorOf, iconOf } from "./category-look.ts";
import { InPort, OutPort } from "./Port.tsx";
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
                    <InPort
                        node={id}
                        isNeeded={false}
                        isHot={false}
                        isConnectable={false}
                        top={CARD.portY}
                    />
                )}
                {card.headPort !== null && (
                    <OutPort
                        node={id}
                        port={card.headPort}
                        isUsed
                        isConnectable={false}
                        top={CARD.portY}
                    />
                )}
                {card.rows.map((row, index) => (
                    <OutPort
                        key={row.id}
                        node={id}
                        port={row.id}
                        isUsed
                        isConnectable={false}
                        top={rowY(index)}
                    />
                ))}
            </span>
        </div>
    );
}
