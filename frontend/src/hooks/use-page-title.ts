import { useEffect } from "react";
import { t } from "../messages/pages.ts";

/** `Workflows · FlowMaestro`: every page names itself. */
export function usePageTitle(page: string): void {
    useEffect(() => {
        document.title = t("common.title.page", { page });
    }, [page]);
}
