import type { z } from "zod";

export interface EnvProblem {
    readonly variable: string;
    readonly message: string;
    readonly solution: string;
}

export class EnvError extends Error {
    readonly problems: readonly EnvProblem[];

    constructor(problems: readonly EnvProblem[]) {
        super(problems.map(({ variable, message }) => `${variable} ${message}`).join("\n"));
        this.name = "EnvError";
        this.problems = problems;
    }
}

export type Variables = { readonly [name: string]: string | undefined };

/** What a variable may say, and what to tell whoever wrote something else. */
export interface Kind<T> {
    readonly schema: z.ZodType<T, string>;
    /** Completes "PORT is "abc", …". */
    readonly expected: string;
    readonly solution: string;
}

/** Collects every problem, so that one start tells them all. An empty value is an absent one. */
export class Reader {
    readonly #variables: Variables;
    readonly #problems: EnvProblem[] = [];

    constructor(variables: Variables) {
        this.#variables = variables;
    }

    /** The value of the first name that is set. */
    text(names: string | readonly string[]): { name: string; value: string } | undefined {
        for (const name of typeof names === "string" ? [names] : names) {
            const value = this.#variables[name]?.trim() ?? "";
            if (value !== "") return { name, value };
        }
        return undefined;
    }

    read<T>(names: string | readonly string[], wanted: Kind<T>): T | undefined {
        const found = this.text(names);
        if (found === undefined) return undefined;
        const result = wanted.schema.safeParse(found.value);
        if (result.success) return result.data;
        const shown = JSON.stringify(found.value.slice(0, 60));
        this.problem(found.name, `is ${shown}, ${wanted.expected}.`, wanted.solution);
        return undefined;
    }

    problem(variable: string, message: string, solution: string): void {
        this.#problems.push({ variable, message, solution });
    }

    /** Names that are set, with this beginning. */
    named(beginning: string): string[] {
        return Object.keys(this.#variables).filter(
            (name) => name.startsWith(beginning) && this.text(name) !== undefined
        );
    }

    finish(): void {
        if (this.#problems.length > 0) throw new EnvError(this.#problems);
    }
}
