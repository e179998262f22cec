import { useEffect, useRef } from "react";
import { Outlet, useLocation } from "react-router";
import { Icon } from "../../components/common/Icon.tsx";
import { SkipLink } from "../../components/common/SkipLink.tsx";
import { useMediaQuery } from "../../components/common/use-media-query.ts";
import { useOnline } from "../../hooks/use-online.ts";
import { t } from "../../messages/pages.ts";
import { useSidebarIsRail } from "../../stores/sidebar.ts";
import { PhoneBar } from "./PhoneBar.tsx";
import { Sidebar } from "./Sidebar.tsx";

export interface AppShellProps {
    /** Pages that need the width show the sidebar as a rail, whatever was chosen. */
    readonly isRail?: boolean;
}

export function AppShell({ isRail = false }: AppShellProps) {
    const chosenRail = useSidebarIsRail();
    const hasSidebar = useMediaQuery("(min-width: 900px)");
    const main = useRef<HTMLElement>(null);
    const { pathname } = useLocation();
    const shownPath = useRef(pathname);

    // A new page begins at its top, for the eye and for the screen reader.
    useEffect(() => {
        if (shownPath.current === pathname) return;
        shownPath.current = pathname;
        main.current?.focus({ preventScroll: true });
        main.current?.scrollTo({ top: 0 });
    }, [pathname]);

    return (
        <div className="flex h-full flex-col md:flex-row">
            <SkipLink target="main" text={t("shell.skip")} />
            {hasSidebar ? <Sidebar isRail={isRail || chosenRail} isFixed={isRail} /> : <PhoneBar />}
            <div className="flex min-h-0 min-w-0 flex-1 flex-col">
                <OfflineBar />
                <main
                    id="main"
                    ref={main}
                    tabIndex={-1}
                    className="min-h-0 flex-1 overflow-y-auto bg-app outline-none"
                >
                    <Outlet />
                </main>
            </div>
        </div>
    );
}

function OfflineBar() {
    const isOnline = useOnline();
    return (
        <output className="block">
            {!isOnline && (
                <p className="flex items-center gap-2 border-b border-line bg-warn-fill px-4 py-2 text-small font-medium text-warn">
                    <Icon name="retry" />
                    {t("shell.offline")}
                </p>
            )}
        </output>
    );
}
