import type { Result } from "@flowmaestro/shared/orchestrator/events.ts";
import type { Value } from "@flowmaestro/shared/orchestrator/values.ts";

/** Values are named by content within one execution: taken over, they get the new one's name. */
export function readdressed(result: Result, from: string, to: string): Result {
    const move = (value: Value): Value =>
        "ref" in value && value.ref.startsWith(`${from}/`)
            ? { ...value, ref: to + value.ref.slice(from.length) }
            : value;
    switch (result.kind) {
        case "done": {
            const { output, vars } = result;
            const written = vars?.map(({ name, value }) => ({ name, value: move(value) }));
            return {
                ...result,
                output: move(output),
                ...(written === undefined ? {} : { vars: written })
            };
        }
        case "loop":
            return result.items === undefined ? result : { ...result, items: move(result.items) };
        default:
            return result;
    }
}

/** The content of the values a result names. */
export function refsIn(result: Result): string[] {
    const values =
        result.kind === "done"
            ? [result.output, ...(result.vars ?? []).map(({ value }) => value)]
            : result.kind === "loop" && result.items !== undefined
              ? [result.items]
              : [];
    return values.flatMap((value) => ("ref" in value ? [value.ref.split("/")[1] ?? ""] : []));
}
