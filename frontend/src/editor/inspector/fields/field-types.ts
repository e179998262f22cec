import type { FormField } from "@flowmaestro/shared/workflow/form.ts";
import type { Problem } from "@flowmaestro/shared/workflow/problem.ts";

/** What every widget of the form gets. Values are JSON as saved; undefined where nothing stands. */
export interface WidgetProps {
    readonly node: string;
    readonly field: FormField;
    /** Into the node: `data.condition`. */
    readonly path: string;
    readonly value: unknown;
    /** What stands in the other fields of the same form. */
    readonly siblings: { readonly [name: string]: unknown };
    readonly onChange: (value: unknown, how?: { readonly isTyping: boolean }) => void;
    /** All problems of this field and of what is inside it. */
    readonly problems: readonly Problem[];
}

/** Problems of exactly this place. */
export function problemsAt(problems: readonly Problem[], path: string): readonly Problem[] {
    return problems.filter((problem) => problem.field === path);
}

/** Problems of this place and below. */
export function problemsWithin(problems: readonly Problem[], path: string): readonly Problem[] {
    return problems.filter(
        ({ field = "" }) =>
            field === path || field.startsWith(`${path}.`) || field.startsWith(`${path}[`)
    );
}

const MOST_SAID = 3;

export function errorText(problems: readonly Problem[]): string | undefined {
    if (problems.length === 0) return undefined;
    return problems
        .slice(0, MOST_SAID)
        .map(({ message, solution }) => `${message} ${solution}`)
        .join("\n");
}
