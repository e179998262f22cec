// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from "vitest";

let isSystemDark: boolean;
let systemChanged: () => void;

beforeEach(() => {
    localStorage.clear();
    vi.resetModules();
    isSystemDark = false;
    systemChanged = () => {};
    vi.stubGlobal("matchMedia", () => ({
        get matches() {
            return isSystemDark;
        },
        addEventListener: (_type: string, listener: () => void) => (systemChanged = listener)
    }));
});
afterEach(() => vi.unstubAllGlobals());

const shown = () => document.documentElement.dataset["theme"];

it("follows the system until somebody chooses, and again when they choose so", async () => {
    const theme = await import("./theme.ts");
    theme.watchTheme();
    expect(shown()).toBe("light");
    isSystemDark = true;
    systemChanged();
    expect(shown()).toBe("dark");
    theme.chooseTheme("light");
    systemChanged();
    expect(shown()).toBe("light");
    theme.chooseTheme("system");
    expect(shown()).toBe("dark");
});

it("keeps the choice over a reload and takes it over from another tab", async () => {
    localStorage.setItem("fm.theme", "dark");
    const theme = await import("./theme.ts");
    theme.watchTheme();
    expect(theme.themeStore.getState()).toEqual({ choice: "dark", theme: "dark" });
    localStorage.setItem("fm.theme", "light");
    dispatchEvent(new StorageEvent("storage", { key: "fm.theme" }));
    expect(shown()).toBe("light");
});
