import { t } from "../../messages/messages.ts";
import { OutPort } from "./Port.tsx";
import type { CardModel } from "./use-card.ts";

/** Several ways out: one row each, its dot at the end of the row. */
export function PortRows({ id, card }: { readonly id: string; readonly card: CardModel }) {
    return (
        <div className="fm-card-rows">
            {card.rows.map((row) => (
                <div key={row.id} className="fm-card-row">
                    {row.isUnknown === true && (
                        <span className="mr-auto truncate font-normal text-warn">
                            {t("editor.card.unknown_port")}
                        </span>
                    )}
                    <span className="truncate">{row.label === "" ? row.id : row.label}</span>
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
