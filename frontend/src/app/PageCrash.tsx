import { useEffect } from "react";
import { useRouteError } from "react-router";
import { logger } from "../api/logger.ts";
import { Button } from "../components/common/Button.tsx";
import { ErrorState } from "../components/common/ErrorState.tsx";
import { usePageTitle } from "../hooks/use-page-title.ts";
import { t } from "../messages/messages.ts";

/** A page that threw, or whose code did not load. The rest of the frame goes on. */
export function PageCrash() {
    const error = useRouteError();
    usePageTitle(t("common.error.page"));
    useEffect(() => logger.error("page crashed", { error, at: location.pathname }), [error]);
    return (
        <main className="grid h-full place-items-center">
            <ErrorState
                title={t("common.error.page")}
                why={error instanceof Error ? error.message : String(error)}
                fix={t("common.error.page.fix")}
                actions={
                    <Button size="sm" icon="retry" onClick={() => location.reload()}>
                        {t("common.error.page.reload")}
                    </Button>
                }
            />
        </main>
    );
}
