import { Component, Suspense } from "react";
import type { ErrorInfo, ReactNode } from "react";
import { useLocation } from "react-router";
import { logger } from "../api/logger.ts";
import { Button } from "../components/common/Button.tsx";
import { ErrorState } from "../components/common/ErrorState.tsx";
import { usePageTitle } from "../hooks/use-page-title.ts";
import { t } from "../messages/pages.ts";
import { Waiting } from "./Waiting.tsx";

/** Around a page: waits for its code, and keeps what it breaks from breaking the rest of the frame. */
export function PageBoundary({ children }: { readonly children: ReactNode }) {
    const { pathname } = useLocation();
    return (
        <CrashBoundary path={pathname}>
            <Suspense fallback={<Waiting />}>{children}</Suspense>
        </CrashBoundary>
    );
}

interface CrashState {
    readonly error: unknown;
    readonly hasCrashed: boolean;
    readonly path: string;
}

interface CrashProps {
    readonly path: string;
    readonly children: ReactNode;
}

class CrashBoundary extends Component<CrashProps, CrashState> {
    override state: CrashState = { error: null, hasCrashed: false, path: this.props.path };

    static getDerivedStateFromError(error: unknown): Partial<CrashState> {
        return { error, hasCrashed: true };
    }

    /** Going elsewhere is a way out. */
    static getDerivedStateFromProps({ path }: CrashProps, state: CrashState): CrashState | null {
        return path === state.path ? null : { error: null, hasCrashed: false, path };
    }

    override componentDidCatch(error: Error, info: ErrorInfo): void {
        const { pathname } = location;
        logger.error("page crashed", { error, at: pathname, components: info.componentStack });
    }

    override render(): ReactNode {
        if (!this.state.hasCrashed) return this.props.children;
        return <PageCrash error={this.state.error} />;
    }
}

/** A page that threw, or whose code did not load: often it is older than the server. */
function PageCrash({ error }: { readonly error: unknown }) {
    usePageTitle(t("common.error.page"));
    return (
        <div className="grid h-full place-items-center">
            <ErrorState
                isPage
                title={t("common.error.page")}
                why={error instanceof Error ? error.message : String(error)}
                fix={t("common.error.page.fix")}
                actions={
                    <Button size="sm" icon="retry" onClick={() => location.reload()}>
                        {t("common.error.page.reload")}
                    </Button>
                }
            />
        </div>
    );
}
