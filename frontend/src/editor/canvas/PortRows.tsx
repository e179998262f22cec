import { t } from "../../messages/messages.ts";
import { ERROR_PORT } from "../document/node-facts.ts";
import { OutPort } from "./Port.tsx";
import type { CardModel } from "./use-card.ts";

/** Several ways out: one row each, its dot at the end of the row. */
export function PortRows({ id, card }: { readonly id: string; readonly card: CardModel }) {
    return (
        <div className="fm-card-rows">
            {card.rows.map((row) => (
                <div
                    key={row.id}
                    className="fm-card-row"
                    data-error={row.id === ERROR_PORT ? "" : undefined}
                >
                    {row.isUnknown === true && (
                        <span className="mr-auto truncate font-normal text-warn">
                            {t("editor.card.unknown_port")}
                        </span>
                    )}
                    {row.hint !== undefined && row.hint !== "" && (
                        <span className="fm-card-row-hint" title={row.hint}>
                            {row.hint}
                        </span>
                    )}
                    <span className="min-w-0 truncate">
                        {row.label === "" ? row.id : row.label}
                    </span>
                    <OutPort
                        node={id}
                        port={row.id}
                        isUsed={card.used.has(row.id)}
                        isLive={card.run?.took?.includes(row.id) === true}
                        isConnectable={card.canEdit && row.isUnknown !== true}
                    />
                </div>
            ))}
        </div>
    );
}
