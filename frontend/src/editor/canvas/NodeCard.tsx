import { useUpdateNodeInternals } from "@xyflow/react";
import type { NodeProps } from "@xyflow/react";
import clsx from "clsx";
import { memo, useEffect, useRef } from "react";
import { Icon } from "../../components/common/Icon.tsx";
import { Tile } from "../../components/common/Tile.tsx";
import { t } from "../../messages/messages.ts";
import { useUi } from "../editor-context.ts";
import { CARD } from "./card-size.ts";
import { colorOf, iconOf } from "./category-look.ts";
import { accessibleName } from "./card-name.ts";
import { ErrorTab } from "./ErrorTab.tsx";
import { FarCard } from "./FarCard.tsx";
import { CardTitle } from "./CardTitle.tsx";
import { InPort, OutPort } from "./Port.tsx";
import { PortRows } from "./PortRows.tsx";
import { ProblemBadge } from "./ProblemBadge.tsx";
import { RunStrip } from "./RunStrip.tsx";
import { useCard } from "./use-card.ts";
import type { CardModel } from "./use-card.ts";
import type { CardNode } from "./view-types.ts";

/** One card for every type of node: what it is, what it is told to do, how it goes. */
export const NodeCard = memo(
    function NodeCard({ id, selected }: NodeProps<CardNode>) {
        const card = useCard(id);
        const isFar = useUi((ui) => ui.isFar);
        const isTabStop = useUi((ui) => ui.focused === id);
        const refuses = useUi((ui) => ui.refusing?.has(id) === true);
        useMovedPorts(id, card);
        if (card === null) return null;
        const name = accessibleName(card);
        return (
            <div
                role="group"
                aria-roledescription={t("editor.card.role")}
                aria-label={name}
                tabIndex={isTabStop ? 0 : -1}
                data-testid={`node-${id}`}
                data-node={id}
                data-look={card.look}
                data-start={card.isStart ? "" : undefined}
                data-selected={selected ? "" : undefined}
                data-refuses={refuses ? "" : undefined}
                className={clsx(isFar ? "" : "fm-card", card.look === "running" && "fm-running")}
            >
                {isFar ? (
                    <FarCard id={id} card={card} isSelected={selected} />
                ) : (
                    <NearCard id={id} card={card} />
                )}
            </div>
        );
    },
    (before, after) => before.id === after.id && before.selected === after.selected
);

/** Ports may come and go without the card changing its size: React Flow has to look again. */
function useMovedPorts(id: string, card: CardModel | null): void {
    const updateInternals = useUpdateNodeInternals();
    const ports = card === null ? null : card.rows.map((row) => row.id).join(" ");
    const known = useRef(ports);
    useEffect(() => {
        // Not at first: one node measured before the others would be all that the view is fitted to.
        if (known.current === ports) return;
        known.current = ports;
        updateInternals(id);
    }, [id, ports, updateInternals]);
}

function NearCard({ id, card }: { readonly id: string; readonly card: CardModel }) {
    const { facts } = card;
    const isEditable = card.canEdit;
    return (
        <>
            {card.problems !== undefined && <ProblemBadge problems={card.problems} />}
            <div className="fm-card-head">
                {facts.acceptsInput && (
                    <InPort
                        node={id}
                        isNeeded={card.lacksInput}
                        isHot={false}
                        isConnectable={isEditable}
                        top={CARD.portY - 1}
                    />
                )}
                <Tile
                    icon={iconOf(facts.type)}
                    color={colorOf(facts.type)}
                    className="fm-card-tile"
                />
                <div className="min-w-0 flex-1">
                    <CardTitle id={id} label={facts.label} />
                    <p className="fm-card-summary truncate" title={card.summary}>
                        {card.summary}
                    </p>
                </div>
                {card.headPort !== null && (
                    <OutPort
                        node={id}
                        port={card.headPort}
                        isUsed={card.used.has(card.headPort)}
                        isLive={card.run?.took?.includes(card.headPort) === true}
                        isConnectable={isEditable}
                        top={CARD.portY - 1}
                    />
                )}
            </div>
            {card.rows.length > 0 && <PortRows id={id} card={card} />}
            {card.run !== null && (
                <RunStrip node={id} run={card.run} isOutdated={card.isOutdated} />
            )}
            {card.run === null && card.isDisabled && <DisabledStrip card={card} />}
            {card.hasErrorTab && <ErrorTab id={id} canEdit={isEditable} />}
        </>
    );
}

function DisabledStrip({ card }: { readonly card: CardModel }) {
    return (
        <div className="fm-card-strip">
            <Icon name="ban" size={14} className="text-idle" />
            {t("editor.run.disabled")}
            {card.passesThrough && (
                <span className="ml-auto text-fg-3">{t("editor.run.passes")}</span>
            )}
        </div>
    );
}
