import { t } from "../../messages/messages.ts";
import { ERROR_PORT } from "../document/node-facts.ts";
import { OutPort } from "./Port.tsx";

/** The way out of a failure while nobody takes it: it shows with the pointer, the focus or the choice. */
export function ErrorTab({ id, canEdit }: { readonly id: string; readonly canEdit: boolean }) {
    return (
        <div className="fm-error-tab" title={t("editor.card.port.error.help")}>
            {t("editor.card.port.error")}
            <OutPort node={id} port={ERROR_PORT} isUsed={false} isConnectable={canEdit} />
        </div>
    );
}
