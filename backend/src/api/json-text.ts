import type { FieldError } from "@flowmaestro/shared/contract/errors.ts";
import { AppError, invalid } from "../errors.ts";

/** Deeper than any document of ours; far below where JSON.stringify gives up. */
const MAX_DEPTH = 64;
const MAX_ERRORS = 20;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * JSON text → value, refusing what JSON.parse lets through and storage or readers would change or
 * choke on: doubled keys, numbers that would become others, NUL, half surrogates, `__proto__`.
 * An empty body is `undefined`: whether that is allowed is the route's business.
 */
export function parseJsonText(bytes: Uint8Array): unknown {
    if (bytes.length === 0) return undefined;
    const text = decode(bytes);
    let value: unknown;
    try {
        value = JSON.parse(text);
    } catch (cause) {
        throw new AppError("MALFORMED_JSON", { message: describeSyntax(cause, text), cause });
    }
    const errors = inspect(text);
    if (errors.length > 0) throw invalid(errors);
    return value;
}

function decode(bytes: Uint8Array): string {
    try {
        return utf8.decode(bytes);
    } catch (cause) {
        throw new AppError("MALFORMED_JSON", { message: "The body is not UTF-8.", cause });
    }
}

function describeSyntax(cause: unknown, text: string): string {
    const at = cause instanceof Error ? /at position (\d+)/.exec(cause.message)?.[1] : undefined;
    if (at === undefined)
        return "The body is not valid JSON: it ends too early, or begins wrongly.";
    const before = text.slice(0, Number(at));
    const line = before.split("\n").length;
    const column = Number(at) - before.lastIndexOf("\n");
    return `The body is not valid JSON: line ${line}, column ${column}.`;
}

interface Container {
    /** Null for an array. */
    readonly keys: Set<string> | null;
    key: string;
    index: number;
}

/** One pass over text that JSON.parse has accepted, so only tokens have to be told apart. */
function inspect(text: string): readonly FieldError[] {
    const inspector = new Inspector(text);
    let at = 0;
    while (at < text.length && !inspector.isDone) at = inspector.token(at);
    return inspector.errors;
}

class Inspector {
    readonly errors: FieldError[] = [];
    readonly #text: string;
    readonly #stack: Container[] = [];
    #expectsKey = false;
    #isTooDeep = false;

    constructor(text: string) {
        this.#text = text;
    }

    get isDone(): boolean {
        return this.#isTooDeep || this.errors.length >= MAX_ERRORS;
    }

    /** Reads the token at this place and answers where the next one may be. */
    token(at: number): number {
        const char = this.#text[at] ?? "";
        if (char === '"') return this.#string(at);
        if (char === "-" || (char >= "0" && char <= "9")) return this.#number(at);
        if (char === "{" || char === "[") this.#enter(char);
        else if (char === "}" || char === "]") this.#stack.pop();
        else if (char === ",") this.#next();
        return at + 1;
    }

    #enter(bracket: "{" | "["): void {
        if (this.#stack.length === MAX_DEPTH) {
            this.#isTooDeep = true;
            this.#report(`Nested more than ${MAX_DEPTH} levels deep.`);
            return;
        }
        const isObject = bracket === "{";
        this.#stack.push({ keys: isObject ? new Set() : null, key: "", index: 0 });
        this.#expectsKey = isObject;
    }

    #next(): void {
        const top = this.#stack.at(-1);
        if (top?.keys) this.#expectsKey = true;
        else if (top) top.index += 1;
    }

    #string(at: number): number {
        const end = endOfString(this.#text, at);
        const string = readString(this.#text.slice(at, end));
        const top = this.#stack.at(-1);
        if (top?.keys && this.#expectsKey) {
            this.#expectsKey = false;
            top.key = string;
            if (top.keys.has(string)) this.#report("Stands here twice.");
            if (string === "__proto__") this.#report("This name is not allowed.");
            top.keys.add(string);
        }
        const problem = problemOfText(string);
        if (problem !== null) this.#report(problem);
        return end;
    }

    #number(at: number): number {
        const end = endOfNumber(this.#text, at);
        const problem = problemOfNumber(this.#text.slice(at, end));
        if (problem !== null) this.#report(problem);
        return end;
    }

    #report(message: string): void {
        this.errors.push({ field: pathOf(this.#stack), message });
    }
}

function problemOfText(text: string): string | null {
    if (text.includes("\u0000")) return "Contains a NUL character.";
    return text.isWellFormed() ? null : "Contains half of a surrogate pair.";
}

/** Where the closing quote is followed: a quote counts unless an odd number of `\` precedes it. */
function endOfString(text: string, start: number): number {
    let quote = text.indexOf('"', start + 1);
    while (isEscaped(text, quote)) quote = text.indexOf('"', quote + 1);
    return quote + 1;
}

function isEscaped(text: string, at: number): boolean {
    let slashes = 0;
    while (text[at - 1 - slashes] === "\\") slashes += 1;
    return slashes % 2 === 1;
}

function readString(quoted: string): string {
    return quoted.includes("\\") ? String(JSON.parse(quoted)) : quoted.slice(1, -1);
}

const NUMBER = /[-+.0-9eE]*/y;

function endOfNumber(text: string, start: number): number {
    NUMBER.lastIndex = start;
    NUMBER.test(text);
    return NUMBER.lastIndex;
}

function problemOfNumber(token: string): string | null {
    if (token.length < 16 && !/[eE]/.test(token)) return null;
    const value = Number(token);
    if (!Number.isFinite(value)) return "Too large for a number; send it as text.";
    if (value === 0 && /^[^eE]*[1-9]/.test(token))
        return "Too small for a number; send it as text.";
    if (!/^-?\d+$/.test(token) || String(value) === token) return null;
    const isChanged = BigInt(token) !== BigInt(value);
    return isChanged ? `Would be rounded to ${value}; send it as text.` : null;
}

function pathOf(stack: readonly Container[]): string {
    let path = "";
    for (const { keys, key, index } of stack) {
        if (keys === null) path += `[${index}]`;
        else path += path === "" ? key : `.${key}`;
        if (path.length > 200) return `${path.slice(0, 200)}…`;
    }
    return path === "" ? "body" : path;
}
