import { Link, useNavigate } from "react-router";
import { Button } from "../../components/common/Button.tsx";
import { buttonClass } from "../../components/common/button-class.ts";
import { EmptyState } from "../../components/common/EmptyState.tsx";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { t } from "../../messages/pages.ts";

/** Wrong address, deleted, somebody else's: they look the same on purpose. */
export function NotFoundPage() {
    const navigate = useNavigate();
    usePageTitle(t("shell.not_found.page"));
    return (
        <div className="grid min-h-full place-items-center">
            <h1 className="sr-only">{t("shell.not_found.page")}</h1>
            <EmptyState
                size="page"
                icon="search"
                title={t("shell.not_found.title")}
                text={t("shell.not_found.text")}
                actions={
                    <>
                        <Button icon="chevron-left" onClick={() => void navigate(-1)}>
                            {t("shell.not_found.back")}
                        </Button>
                        <Link to="/workflows" className={buttonClass({ variant: "primary" })}>
                            {t("shell.not_found.home")}
                        </Link>
                    </>
                }
            />
        </div>
    );
}
