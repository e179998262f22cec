import clsx from "clsx";
import { Dialog as RadixDialog } from "radix-ui";
import { useState } from "react";
import { NavLink } from "react-router";
import { Icon } from "../../components/common/Icon.tsx";
import { IconButton } from "../../components/common/IconButton.tsx";
import { t } from "../../messages/pages.ts";
import { useSession } from "../../stores/session.ts";
import { NAVIGATION } from "./navigation.ts";
import { Logo } from "./Sidebar.tsx";
import { UserMenu } from "./UserMenu.tsx";

/** Below 900 px the sidebar is a sheet behind a button. */
export function PhoneBar() {
    const [isOpen, setOpen] = useState(false);
    const workspace = useSession((session) => session.workspace?.name ?? "");
    return (
        <header className="flex h-12 flex-none items-center gap-2 border-b border-line bg-app px-2">
            <RadixDialog.Root open={isOpen} onOpenChange={setOpen}>
                <RadixDialog.Trigger asChild>
                    <IconButton icon="menu" label={t("shell.nav.open")} size="lg" tooltip={false} />
                </RadixDialog.Trigger>
                <RadixDialog.Portal>
                    <RadixDialog.Overlay className="fade fixed inset-0 z-50 bg-scrim" />
                    <RadixDialog.Content
                        aria-describedby={undefined}
                        className="fixed inset-y-0 left-0 z-50 flex w-72 max-w-[85vw] flex-col gap-1 bg-surface-3 p-2 shadow-e3 outline-none"
                    >
                        <div className="mb-1 flex h-11 items-center gap-2 pl-2">
                            <Logo />
                            <RadixDialog.Title className="min-w-0 flex-1 truncate text-small font-semibold">
                                {workspace}
                            </RadixDialog.Title>
                            <RadixDialog.Close asChild>
                                <IconButton
                                    icon="close"
                                    label={t("shell.nav.close")}
                                    size="lg"
                                    tooltip={false}
                                />
                            </RadixDialog.Close>
                        </div>
                        <nav aria-label={t("shell.nav.label")} className="flex flex-col gap-1">
                            {NAVIGATION.map((entry) => (
                                <NavLink
                                    key={entry.path}
                                    to={entry.path}
                                    onClick={() => setOpen(false)}
                                    className={({ isActive }) =>
                                        clsx(
                                            "flex h-11 items-center gap-3 rounded-control px-3 text-body font-medium",
                                            isActive ? "bg-active text-fg" : "text-fg-2"
                                        )
                                    }
                                >
                                    <Icon name={entry.icon} />
                                    {entry.label}
                                </NavLink>
                            ))}
                        </nav>
                        <div className="flex-1" />
                        <UserMenu />
                    </RadixDialog.Content>
                </RadixDialog.Portal>
            </RadixDialog.Root>
            <Logo />
            <span className="min-w-0 flex-1 truncate text-small font-semibold">{workspace}</span>
        </header>
    );
}
