import { arrangeCommands } from "./arrange-commands.ts";
import { buildCommands } from "./build-commands.ts";
import type { Command } from "./command.ts";
import { containerCommands } from "./container-commands.ts";
import { editCommands } from "./edit-commands.ts";
import { runCommands } from "./run-commands.ts";
import { selectCommands } from "./select-commands.ts";
import { viewCommands } from "./view-commands.ts";

/** Everything a person can do in the editor. */
export const COMMANDS: readonly Command[] = [
    ...buildCommands,
    ...arrangeCommands,
    ...containerCommands,
    ...editCommands,
    ...selectCommands,
    ...viewCommands,
    ...runCommands
];

const byName = new Map(COMMANDS.map((command) => [command.name, command]));
const byKeys = new Map(
    COMMANDS.flatMap((command) => (command.keys ?? []).map((keys) => [keys, command] as const))
);

export function commandNamed(name: string): Command {
    const command = byName.get(name);
    if (command === undefined) throw new Error(`There is no command ${name}.`);
    return command;
}

export function commandFor(keys: string): Command | undefined {
    return byKeys.get(keys);
}
