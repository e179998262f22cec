import clsx from "clsx";
import { asApiError } from "../../api/api-error.ts";
import { signOut } from "../../api/session.ts";
import { Avatar } from "../../components/common/Avatar.tsx";
import {
    Menu,
    MenuChoice,
    MenuHeading,
    MenuItem,
    MenuSeparator
} from "../../components/common/Menu.tsx";
import { showToast } from "../../components/common/toast-messages.ts";
import { t } from "../../messages/pages.ts";
import { useSession } from "../../stores/session.ts";
import { chooseTheme, useThemeChoice } from "../../stores/theme.ts";

export interface UserMenuProps {
    readonly isCompact?: boolean;
}

export function UserMenu({ isCompact = false }: UserMenuProps) {
    const user = useSession((session) => session.user);
    const choice = useThemeChoice();
    const name = user?.name ?? "";

    async function leave() {
        try {
            await signOut();
        } catch (error) {
            // Here the session is over in any case; the server's will run out by itself.
            showToast({ tone: "warn", text: asApiError(error).message });
        }
    }

    return (
        <Menu
            label={t("shell.user.menu")}
            side="top"
            align="start"
            trigger={
                <button
                    type="button"
                    className={clsx(
                        "mt-1 flex items-center gap-2.5 rounded-control text-small font-medium text-fg-2 motion-hover hover:bg-hover data-[state=open]:bg-hover",
                        isCompact ? "size-10 justify-center" : "h-8 w-full px-1.5 text-left"
                    )}
                >
                    <Avatar name={name} size={20} decorative />
                    <span className={isCompact ? "sr-only" : "min-w-0 flex-1 truncate"}>
                        {name}
                    </span>
                    <span className="sr-only">{t("shell.user.menu")}</span>
                </button>
            }
        >
            <MenuHeading>
                <span className="block truncate text-small text-fg">{name}</span>
                <span className="block truncate font-normal">{user?.email}</span>
            </MenuHeading>
            <MenuSeparator />
            <MenuChoice
                label={t("shell.user.theme")}
                value={choice}
                onChange={chooseTheme}
                options={[
                    { value: "system", label: t("shell.theme.system"), icon: "monitor" },
                    { value: "light", label: t("shell.theme.light"), icon: "sun" },
                    { value: "dark", label: t("shell.theme.dark"), icon: "moon" }
                ]}
            />
            <MenuSeparator />
            <MenuItem icon="sign-out" onSelect={() => void leave()}>
                {t("shell.user.sign_out")}
            </MenuItem>
        </Menu>
    );
}
