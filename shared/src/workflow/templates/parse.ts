import { MAX_SEGMENTS, MAX_TERMS } from "./grammar.ts";
import type {
    Expression,
    ParsedTemplate,
    PathTerm,
    Template,
    TemplateFault,
    Term
} from "./grammar.ts";
import type { PathSegment } from "../field-path.ts";

/** Texts have no identity to go by; the ones in use fit, and forgetting them all is cheap. */
const known = new Map<string, ParsedTemplate>();
const MAX_KNOWN = 5_000;
const MAX_KNOWN_LENGTH = 2_000;

/** What a text says. The same texts are read at every run and every keystroke, so they are kept. */
export function parseTemplate(text: string): ParsedTemplate {
    let parsed = known.get(text);
    if (parsed !== undefined) return parsed;
    parsed = read(text);
    if (text.length > MAX_KNOWN_LENGTH) return parsed;
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(text, parsed);
    return parsed;
}

/** One pass, left to right, nothing is read twice; the first fault ends it. */
function read(text: string): ParsedTemplate {
    const parts: (string | Expression)[] = [];
    let literal = "";
    let from = 0;
    for (let open = text.indexOf("${"); open >= 0; open = text.indexOf("${", from)) {
        if (open > from && text[open - 1] === "$") {
            literal += `${text.slice(from, open - 1)}\${`;
            from = open + 2;
            continue;
        }
        literal += text.slice(from, open);
        if (literal !== "") parts.push(literal);
        literal = "";
        const expression = parseExpression({ text, at: open + 2 }, open);
        if ("message" in expression) return { ok: false, fault: expression };
        parts.push(expression);
        from = expression.end;
    }
    literal += text.slice(from);
    if (literal !== "") parts.push(literal);
    return { ok: true, template: { parts } };
}

/** The expression of a text that is exactly one reference. */
export function singleReference(template: Template): Expression | undefined {
    const [only, more] = template.parts;
    return more === undefined && typeof only === "object" ? only : undefined;
}

interface Cursor {
    readonly text: string;
    at: number;
}

function parseExpression(cursor: Cursor, start: number): Expression | TemplateFault {
    const terms: Term[] = [];
    for (;;) {
        skipSpaces(cursor);
        const term = terms.length === 0 ? parsePath(cursor) : parseTerm(cursor);
        if ("message" in term) return term;
        terms.push(term);
        skipSpaces(cursor);
        if (cursor.text[cursor.at] === "}") return { start, end: cursor.at + 1, terms };
        if (!cursor.text.startsWith("??", cursor.at)) return unexpected(cursor, start);
        if (terms.length === MAX_TERMS) {
            return fault(cursor, `At most ${MAX_TERMS} alternatives in one reference.`);
        }
        cursor.at += 2;
    }
}

function parseTerm(cursor: Cursor): Term | TemplateFault {
    if (cursor.text[cursor.at] === '"') {
        const value = parseQuoted(cursor);
        return typeof value === "string" ? { kind: "scalar", value } : value;
    }
    const word = match(SCALAR, cursor);
    // `true.output` is a path to a node of that name, `1e3` before `}` is a number.
    if (word !== undefined && endsTerm(cursor.text, cursor.at + word.length)) {
        cursor.at += word.length;
        return { kind: "scalar", value: scalarOf(word) };
    }
    return parsePath(cursor);
}

function scalarOf(word: string): boolean | number | null {
    if (word === "null") return null;
    return word === "true" || word === "false" ? word === "true" : Number(word);
}

function endsTerm(text: string, at: number): boolean {
    return at >= text.length || "?}".includes(text.charAt(at)) || SPACES.has(text.charCodeAt(at));
}

function parsePath(cursor: Cursor): PathTerm | TemplateFault {
    const root = match(NAME, cursor);
    if (root === undefined) return noName(cursor);
    cursor.at += root.length;
    const segments: PathSegment[] = [];
    for (;;) {
        const next = cursor.text[cursor.at];
        if (next !== "." && next !== "[") return { kind: "path", root, segments };
        if (segments.length === MAX_SEGMENTS) {
            return fault(cursor, `A path has at most ${MAX_SEGMENTS} steps.`);
        }
        cursor.at += 1;
        const segment = next === "." ? parseName(cursor) : parseBracket(cursor);
        if (typeof segment === "object") return segment;
        segments.push(segment);
    }
}

function parseName(cursor: Cursor): string | TemplateFault {
    const name = match(NAME, cursor);
    if (name === undefined) return noName(cursor);
    cursor.at += name.length;
    return name;
}

function parseBracket(cursor: Cursor): PathSegment | TemplateFault {
    let segment: PathSegment | TemplateFault;
    if (cursor.text[cursor.at] === '"') {
        segment = parseQuoted(cursor);
    } else {
        const index = match(INDEX, cursor);
        if (index === undefined) {
            return fault(cursor, 'Expected a whole number or a "name" in double quotes.');
        }
        cursor.at += index.length;
        segment = Number(index) + 0;
    }
    if (typeof segment === "object") return segment;
    if (cursor.text[cursor.at] !== "]") return fault(cursor, "Expected `]`.");
    cursor.at += 1;
    return segment;
}

function parseQuoted(cursor: Cursor): string | TemplateFault {
    const start = cursor.at;
    let at = start + 1;
    while (at < cursor.text.length && cursor.text[at] !== '"')
        at += cursor.text[at] === "\\" ? 2 : 1;
    if (at >= cursor.text.length) return fault(cursor, "The quotes are not closed.");
    cursor.at = at + 1;
    try {
        return String(JSON.parse(cursor.text.slice(start, cursor.at)));
    } catch {
        return { position: start, message: "Not a JSON string between the quotes." };
    }
}

const NAME = /[\p{L}\p{N}\p{M}_-]+/uy;
const INDEX = /-?\d{1,9}(?=\])/y;
const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

function match(expression: RegExp, cursor: Cursor): string | undefined {
    expression.lastIndex = cursor.at;
    return expression.exec(cursor.text)?.[0];
}

/** Tab, line ends, space, no-break space. */
const SPACES: ReadonlySet<number> = new Set([9, 10, 13, 32, 160]);

function skipSpaces(cursor: Cursor): void {
    while (SPACES.has(cursor.text.charCodeAt(cursor.at))) cursor.at += 1;
}

function unexpected(cursor: Cursor, start: number): TemplateFault {
    const found = cursor.text[cursor.at];
    if (found === undefined) {
        return {
            position: start,
            message: "`${` is never closed. Add `}`, or write `$${` for the two characters."
        };
    }
    if (found === "(") {
        return fault(cursor, "A reference names a value; nothing can be called in it.");
    }
    return fault(cursor, `Expected \`}\`, \`.\`, \`[\` or \`??\` instead of \`${found}\`.`);
}

function noName(cursor: Cursor): TemplateFault {
    const found = cursor.text[cursor.at];
    const instead = found === undefined ? "the text ends" : `there is \`${found}\``;
    return fault(cursor, `Expected a name here, but ${instead}.`);
}

function fault(cursor: Cursor, message: string): TemplateFault {
    return { position: cursor.at, message };
}
