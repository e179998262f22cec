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
function inspect(text: string): FieldError[] {
    const errors: FieldError[] = [];
    const stack: Container[] = [];
    const report = (message: string): void => {
        errors.push({ field: pathOf(stack), message });
    };
    let expectsKey = false;
    let at = 0;
    while (at < text.length && errors.length < MAX_ERRORS) {
        const char = text[at] ?? "";
        const top = stack.at(-1);
        if (char === '"') {
            const end = endOfString(text, at);
            const string = readString(text.slice(at, end));
            if (top?.keys && expectsKey) {
                enterKey(top, top.keys, string, report);
                expectsKey = false;
            } else checkText(string, report);
            at = end;
            continue;
        }
        if (char === "{" || char === "[") {
            if (stack.length === MAX_DEPTH) {
                report(`Nested more than ${MAX_DEPTH} levels deep.`);
                return errors;
            }
            stack.push({ keys: char === "{" ? new Set() : null, key: "", index: 0 });
            expectsKey = char === "{";
        } else if (char === "}" || char === "]") {
            stack.pop();
        } else if (char === ",") {
            if (top?.keys) expectsKey = true;
            else if (top) top.index += 1;
        } else if (char === "-" || (char >= "0" && char <= "9")) {
            const end = endOfNumber(text, at);
            checkNumber(text.slice(at, end), report);
            at = end;
            continue;
        }
        at += 1;
    }
    return errors;
}

function enterKey(
    object: Container,
    keys: Set<string>,
    key: string,
    report: (message: string) => void
): void {
    object.key = key;
    if (keys.has(key)) report("Stands here twice.");
    if (key === "__proto__") report("This name is not allowed.");
    checkText(key, report);
    keys.add(key);
}

function checkText(text: string, report: (message: string) => void): void {
    if (text.includes("\u0000")) report("Contains a NUL character.");
    else if (!text.isWellFormed()) report("Contains half of a surrogate pair.");
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

function checkNumber(token: string, report: (message: string) => void): void {
    if (token.length < 16 && !/[eE]/.test(token)) return;
    const value = Number(token);
    if (!Number.isFinite(value)) report("Too large for a number; send it as text.");
    else if (value === 0 && /^[^eE]*[1-9]/.test(token))
        report("Too small for a number; send it as text.");
    else if (/^-?\d+$/.test(token) && BigInt(token) !== BigInt(value))
        report(`Would be rounded to ${value}; send it as text.`);
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
