import clsx from "clsx";
import { Link, useMatch } from "react-router";
import { useOpenRequestCount } from "../../api/queries/execution-requests.ts";
import { CountBadge } from "../../components/common/Badge.tsx";
import { Icon } from "../../components/common/Icon.tsx";
import { IconButton } from "../../components/common/IconButton.tsx";
import { Tooltip } from "../../components/common/Tooltip.tsx";
import { useKey } from "../../hooks/use-key.ts";
import { t } from "../../messages/pages.ts";
import { useSession } from "../../stores/session.ts";
import { toggleSidebar } from "../../stores/sidebar.ts";
import { NAVIGATION } from "./navigation.ts";
import type { NavigationEntry } from "./navigation.ts";
import { UserMenu } from "./UserMenu.tsx";

export interface SidebarProps {
    readonly isRail: boolean;
    /** The page decided: there is nothing to toggle. */
    readonly isFixed: boolean;
}

export function Sidebar({ isRail, isFixed }: SidebarProps) {
    const workspace = useSession((session) => session.workspace?.name ?? "");
    useKey("[", () => {
        if (!isFixed) toggleSidebar();
    });

    return (
        <nav
            aria-label={t("shell.nav.label")}
            className={clsx(
                "flex flex-none flex-col gap-0.5 border-r border-line bg-app p-2",
                isRail ? "w-14 items-center" : "w-56"
            )}
        >
            <div
                className={clsx(
                    "mb-2 flex h-10 items-center gap-2 text-small font-semibold",
                    isRail ? "justify-center" : "px-2"
                )}
            >
                <Logo />
                {!isRail && (
                    <span className="min-w-0 flex-1 truncate" title={workspace}>
                        {workspace}
                    </span>
                )}
            </div>
            {NAVIGATION.map((entry) => (
                <SidebarLink key={entry.path} entry={entry} isRail={isRail} />
            ))}
            <div className="flex-1" />
            {!isFixed && (
                <IconButton
                    icon="panel"
                    label={isRail ? t("shell.nav.expand") : t("shell.nav.collapse")}
                    shortcut="["
                    aria-expanded={!isRail}
                    onClick={toggleSidebar}
                    className={isRail ? "" : "self-start"}
                />
            )}
            <UserMenu isCompact={isRail} />
        </nav>
    );
}

export function Logo({ size = 24 }: { readonly size?: 24 | 40 }) {
    return (
        <span
            className={clsx(
                "inline-flex flex-none items-center justify-center bg-primary-solid text-primary-fg",
                size === 24 ? "size-6 rounded-[7px]" : "size-10 rounded-[11px]"
            )}
        >
            <Icon name="logo" size={size === 24 ? 16 : 24} />
        </span>
    );
}

function SidebarLink(props: { readonly entry: NavigationEntry; readonly isRail: boolean }) {
    const { entry, isRail } = props;
    const isActive = useMatch({ path: entry.path, end: false }) !== null;
    const link = (
        <Link
            to={entry.path}
            aria-current={isActive ? "page" : undefined}
            className={clsx(
                "flex items-center gap-2.5 rounded-control text-small font-medium motion-hover",
                "relative",
                isRail ? "h-9 w-10 justify-center" : "h-8 px-2",
                isActive ? "bg-active text-fg" : "text-fg-2 hover:bg-hover [&>svg]:text-fg-3"
            )}
        >
            <Icon name={entry.icon} />
            {/* Text, not aria-label: the count behind it belongs to the name. */}
            <span className={isRail ? "sr-only" : undefined}>{entry.label}</span>
            {entry.path === "/executions" && <OpenQuestions isRail={isRail} />}
        </Link>
    );
    if (!isRail) return link;
    return (
        <Tooltip content={entry.label} side="right">
            {link}
        </Tooltip>
    );
}

/** Questions of executions that nobody has answered yet. */
function OpenQuestions({ isRail }: { readonly isRail: boolean }) {
    const count = useOpenRequestCount();
    if (count === 0) return null;
    return (
        <span className={isRail ? "absolute -top-1 -right-1" : "ml-auto"}>
            <CountBadge tone="warn" count={count} label={t("shell.nav.questions")} />
        </span>
    );
}
