import { RE2JS } from "re2js";
import type { RegexEngine } from "./operators.ts";

/**
 * RE2 in JavaScript: linear in the text, whatever the pattern. Large, so only executors import it; a
 * browser takes it by `import()` when it evaluates.
 */
export const linearRegex: RegexEngine = {
    test: (pattern, text) => {
        const compiled = compile(pattern);
        return "error" in compiled ? compiled : compiled.test(text);
    }
};

type Compiled = { readonly test: (text: string) => boolean } | { readonly error: string };

const cache = new Map<string, Compiled>();
const MAX_CACHED = 200;

function compile(pattern: string): Compiled {
    const known = cache.get(pattern);
    if (known !== undefined) return known;
    const compiled = tryCompile(pattern);
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(pattern, compiled);
    return compiled;
}

function tryCompile(pattern: string): Compiled {
    try {
        const regex = RE2JS.compile(pattern);
        return { test: (text) => regex.test(text) };
    } catch (cause) {
        return {
            error: `the pattern cannot be read: ${cause instanceof Error ? cause.message : ""}`
        };
    }
}
