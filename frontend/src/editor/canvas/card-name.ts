import { t } from "../../messages/messages.ts";
import type { CardModel } from "./use-card.ts";

/** "Fetch orders, HTTP Request, step 2 of 5, completed in 1.2 s, 1 problem". */
export function accessibleName(card: CardModel): string {
    const { label, typeName } = card.facts;
    let name = t("editor.card.name", {
        label,
        type: typeName,
        index: card.rank + 1,
        count: card.count
    });
    if (card.state !== null) name = t("editor.card.state", { name, state: card.state });
    const problems = card.problems?.list.length ?? 0;
    return problems === 0 ? name : t("editor.card.problems", { name, count: problems });
}
