import { expect, it } from "vitest";
import { ariaKeys, pressed, shownKeys } from "./keys.ts";

const plain = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };

it.each([
    [{ ...plain, key: "z", ctrlKey: true }, "Mod+Z"],
    [{ ...plain, key: "Z", ctrlKey: true, shiftKey: true }, "Mod+Shift+Z"],
    [{ ...plain, key: "?", shiftKey: true }, "?"],
    [{ ...plain, key: "+", shiftKey: true }, "+"],
    [{ ...plain, key: "ArrowLeft", altKey: true, shiftKey: true }, "Alt+Shift+ArrowLeft"],
    [{ ...plain, key: " " }, "Space"],
    [{ ...plain, key: "F10", shiftKey: true }, "Shift+F10"]
])("reads %j as %s", (event, expected) => {
    expect(pressed(event, false)).toBe(expected);
});

it("reads ⌘ as Mod on a Mac, and Ctrl as itself", () => {
    expect(pressed({ ...plain, key: "z", metaKey: true }, true)).toBe("Mod+Z");
    expect(pressed({ ...plain, key: "z", ctrlKey: true }, true)).toBe("Ctrl+Z");
});

it("shows them the way the platform does", () => {
    expect(shownKeys("Mod+Shift+Z", false)).toBe("Ctrl Shift Z");
    expect(shownKeys("Mod+Shift+Z", true)).toBe("⌘⇧Z");
    expect(shownKeys("+", false)).toBe("+");
    expect(ariaKeys(["Mod+Z"], false)).toBe("Control+Z");
});
