import { useUpdateNodeInternals } from "@xyflow/react";
import type { NodeProps } from "@xyflow/react";
import clsx from "clsx";
import { memo, useEffect, useRef } from "react";
import { Button } from "../../components/common/Button.tsx";
import { Icon } from "../../components/common/Icon.tsx";
import { Tile } from "../../components/common/Tile.tsx";
import { t } from "../../messages/messages.ts";
import { openPicker } from "../actions/open.ts";
import { ERROR_PORT } from "../document/node-facts.ts";
import { useEditor, useUi } from "../editor-context.ts";
import { TurnPager } from "../execution/TurnPager.tsx";
import { accessibleName } from "./card-name.ts";
import { CARD, FRAME } from "./card-size.ts";
import { CardTitle } from "./CardTitle.tsx";
import { colorOf, iconOf } from "./category-look.ts";
import { ErrorTab } from "./ErrorTab.tsx";
import { FrameStarts } from "./FrameStarts.tsx";
import { FrameState } from "./FrameState.tsx";
import { InPort, OutPort } from "./Port.tsx";
import { ProblemBadge } from "./ProblemBadge.tsx";
import { useCard } from "./use-card.ts";
import type { CardModel } from "./use-card.ts";
import type { CardNode } from "./view-types.ts";

/** A container: a header that says what repeats, and a well in which its body is drawn. */
export const FrameCard = memo(
    function FrameCard({ id, selected, width, height }: NodeProps<CardNode>) {
        const card = useCard(id);
        const zoom = useUi((ui) => (ui.isTiny ? "tiny" : ui.isFar ? "far" : "near"));
        const isTabStop = useUi((ui) => ui.focused === id);
        const refuses = useUi((ui) => ui.refusing?.has(id) === true);
        const isDropTarget = useUi((ui) => ui.dropFrame === id);
        useMovedFrame(id, `${card?.hasErrorRow} ${width} ${height}`);
        if (card === null) return null;
        const style: React.CSSProperties & { "--c": string } = {
            "--c": `var(${colorOf(card.facts.type)})`
        };
        return (
            <div
                role="group"
                aria-roledescription={t("editor.frame.role")}
                aria-label={accessibleName(card)}
                tabIndex={isTabStop ? 0 : -1}
                data-testid={`node-${id}`}
                data-node={id}
                data-look={card.look}
                data-zoom={zoom}
                data-selected={selected ? "" : undefined}
                data-refuses={refuses ? "" : undefined}
                data-drop={isDropTarget ? "" : undefined}
                style={style}
                className={clsx("fm-frame", card.look === "running" && "fm-running")}
            >
                {card.problems !== undefined && <ProblemBadge problems={card.problems} />}
                <FrameHead id={id} card={card} />
                <div className="fm-frame-well">
                    {zoom === "tiny" && <Icon name={iconOf(card.facts.type)} size={20} />}
                </div>
                <FrameStarts id={id} />
                <EmptyBody id={id} card={card} />
                {card.hasErrorRow && (
                    <div className="fm-frame-foot">
                        {t("editor.card.port.error")}
                        <OutPort
                            node={id}
                            port={ERROR_PORT}
                            isUsed={card.used.has(ERROR_PORT)}
                            isLive={card.run?.took?.includes(ERROR_PORT) === true}
                            isConnectable={card.canEdit}
                        />
                    </div>
                )}
                {card.hasErrorTab && <ErrorTab id={id} canEdit={card.canEdit} />}
            </div>
        );
    },
    (before, after) =>
        before.id === after.id &&
        before.selected === after.selected &&
        before.width === after.width &&
        before.height === after.height
);

function FrameHead({ id, card }: { readonly id: string; readonly card: CardModel }) {
    const { facts } = card;
    return (
        <div className="fm-frame-head">
            {facts.acceptsInput && (
                <InPort
                    node={id}
                    isNeeded={card.lacksInput}
                    isHot={false}
                    isConnectable={card.canEdit}
                    top={FRAME.portY - 1}
                />
            )}
            <Tile icon={iconOf(facts.type)} color={colorOf(facts.type)} className="fm-card-tile" />
            <div className="min-w-0 flex-1">
                <CardTitle id={id} label={facts.label} />
                <FrameState id={id} card={card} />
            </div>
            {card.run !== null && <TurnPager node={id} hasCells />}
            {card.headPort !== null && (
                <OutPort
                    node={id}
                    port={card.headPort}
                    isUsed={card.used.has(card.headPort)}
                    isLive={card.run?.took?.includes(card.headPort) === true}
                    isConnectable={card.canEdit}
                    top={FRAME.portY - 1}
                />
            )}
        </div>
    );
}

/** An empty body asks for its first step, where that will stand. */
function EmptyBody({ id, card }: { readonly id: string; readonly card: CardModel }) {
    const editor = useEditor();
    if (!card.isEmptyFrame) return null;
    return (
        <div className="fm-frame-empty" style={{ left: FRAME.side, top: FRAME.top }}>
            {card.canEdit ? (
                <Button
                    icon="plus"
                    className="nodrag nopan pointer-events-auto"
                    style={{ width: CARD.width, height: CARD.head }}
                    variant="ghost"
                    onClick={(event) => {
                        event.stopPropagation();
                        const { right, top } = event.currentTarget.getBoundingClientRect();
                        openPicker(editor, {
                            screen: { x: right + 8, y: top },
                            inside: id
                        });
                    }}
                >
                    {t("editor.frame.first")}
                </Button>
            ) : (
                <span className="text-small text-fg-3">{t("editor.frame.nothing")}</span>
            )}
            {card.canEdit && <p className="fm-frame-hint">{t("editor.frame.hint")}</p>}
        </div>
    );
}

/** Its ports move with its edges: React Flow has to look where they are now. */
function useMovedFrame(id: string, shape: string): void {
    const updateInternals = useUpdateNodeInternals();
    const known = useRef(shape);
    useEffect(() => {
        if (known.current === shape) return;
        known.current = shape;
        updateInternals(id);
    }, [id, shape, updateInternals]);
}
