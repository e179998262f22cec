import { expect, it } from "vitest";
import { t } from "../../messages/messages.ts";
import { COMMANDS, commandFor, commandNamed } from "./commands.ts";

it("has one command for each shortcut", () => {
    const keys = COMMANDS.flatMap((command) => command.keys ?? []);
    expect(keys.filter((one, index) => keys.indexOf(one) !== index)).toEqual([]);
});

it("has a name and words of its own for each", () => {
    const names = COMMANDS.map((command) => command.name);
    expect(new Set(names).size).toBe(names.length);
    const labels = COMMANDS.map((command) => t(command.label as "editor.command.undo"));
    expect(new Set(labels).size).toBe(labels.length);
});

it("finds them by keys and by name", () => {
    expect(commandFor("Mod+Z")).toBe(commandNamed("undo"));
    expect(commandFor("Mod+Y")).toBe(commandNamed("redo"));
    expect(commandFor("Q")).toBeUndefined();
});
