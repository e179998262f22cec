import type { IconName } from "../../components/common/icon-shapes.tsx";
import { t } from "../../messages/pages.ts";

export interface NavigationEntry {
    readonly path: string;
    readonly icon: IconName;
    readonly label: string;
}

/** An entry appears here with the page it leads to, not before. */
export const NAVIGATION: readonly NavigationEntry[] = [
    { path: "/workflows", icon: "workflow", label: t("shell.nav.workflows") },
    { path: "/executions", icon: "activity", label: t("shell.nav.executions") }
];
