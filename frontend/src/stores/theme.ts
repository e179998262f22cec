import { createStore, useStore } from "zustand";

export type ThemeChoice = "system" | "light" | "dark";
export type Theme = "light" | "dark";

interface ThemeState {
    readonly choice: ThemeChoice;
    /** What is shown now; React Flow's `colorMode` wants it. */
    readonly theme: Theme;
}

/** The same key as `public/theme.js`, which sets the theme before the first paint. */
const KEY = "fm.theme";

const systemDark = "(prefers-color-scheme: dark)";

export const themeStore = createStore<ThemeState>()(() => stateOf(storedChoice()));

export function useTheme(): Theme {
    return useStore(themeStore, (state) => state.theme);
}

export function useThemeChoice(): ThemeChoice {
    return useStore(themeStore, (state) => state.choice);
}

export function chooseTheme(choice: ThemeChoice): void {
    try {
        localStorage.setItem(KEY, choice);
    } catch {
        // Storage may be blocked: the choice then holds until the page is closed.
    }
    apply(choice);
}

/** Follows the system and the other tabs. Call once. */
export function watchTheme(): void {
    apply(themeStore.getState().choice);
    matchMedia(systemDark).addEventListener("change", () => apply(themeStore.getState().choice));
    addEventListener("storage", (event) => {
        if (event.key === KEY) apply(storedChoice());
    });
}

function apply(choice: ThemeChoice): void {
    const next = stateOf(choice);
    themeStore.setState(next);
    document.documentElement.dataset["theme"] = next.theme;
}

function stateOf(choice: ThemeChoice): ThemeState {
    const isDark = choice === "dark" || (choice === "system" && matchMedia(systemDark).matches);
    return { choice, theme: isDark ? "dark" : "light" };
}

function storedChoice(): ThemeChoice {
    try {
        const stored = localStorage.getItem(KEY);
        return stored === "light" || stored === "dark" ? stored : "system";
    } catch {
        return "system";
    }
}
