/** A shortcut as commands write it: `Mod+Shift+Z`, `F2`, `?`. `Mod` is ⌘ on a Mac, Ctrl elsewhere. */
export interface KeyPress {
    readonly key: string;
    readonly ctrlKey: boolean;
    readonly metaKey: boolean;
    readonly shiftKey: boolean;
    readonly altKey: boolean;
}

export const isMac =
    typeof navigator !== "undefined" && /mac|iphone|ipad/iu.test(navigator.userAgent);

/** What was pressed, in the notation of commands. */
export function pressed(event: KeyPress, mac = isMac): string {
    const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
    const name = key === " " ? "Space" : key;
    const parts: string[] = [];
    if (mac ? event.metaKey : event.ctrlKey) parts.push("Mod");
    if (mac && event.ctrlKey) parts.push("Ctrl");
    if (event.altKey) parts.push("Alt");
    // Signs already say that Shift was needed for them: `?`, `+`.
    if (event.shiftKey && (name.length > 1 || /[\p{L}\p{N}]/u.test(name))) parts.push("Shift");
    return [...parts, name].join("+");
}

const SHOWN: Record<string, string> = {
    ArrowLeft: "←",
    ArrowRight: "→",
    ArrowUp: "↑",
    ArrowDown: "↓",
    Delete: "Del",
    Backspace: "⌫",
    Enter: "↵",
    Escape: "Esc"
};

/** `Ctrl Shift Z`, `⌘⇧Z`. */
export function shownKeys(keys: string, mac = isMac): string {
    const parts = keys === "+" ? ["+"] : keys.split("+").map((part) => part || "+");
    const names = parts.map((part) => SHOWN[part] ?? part);
    if (!mac) return names.map((name) => (name === "Mod" ? "Ctrl" : name)).join(" ");
    const signs: Record<string, string> = { Mod: "⌘", Shift: "⇧", Alt: "⌥", Ctrl: "⌃" };
    return names.map((name) => signs[name] ?? name).join("");
}

/** For `aria-keyshortcuts`. */
export function ariaKeys(keys: readonly string[] | undefined, mac = isMac): string | undefined {
    if (keys === undefined) return undefined;
    return keys.map((one) => one.replace("Mod", mac ? "Meta" : "Control")).join(" ");
}
