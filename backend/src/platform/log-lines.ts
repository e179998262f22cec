import type { DestinationStream } from "pino";

const COLOURS: { readonly [level: string]: string } = {
    trace: "90",
    debug: "90",
    info: "36",
    warn: "33",
    error: "31",
    fatal: "31"
};

/** Fields that stand elsewhere in the line, or say the same in every line. */
const PLACED = new Set(["level", "time", "message", "service", "name", "err", "error"]);

/** One readable line per event, for a terminal: `14:03:07 info  request method=GET status=200`. */
export function readableLines(destination: DestinationStream): DestinationStream {
    return {
        write: (json) => {
            destination.write(`${toLine(json)}\n`);
        }
    };
}

function toLine(json: string): string {
    let record: Record<string, unknown>;
    try {
        record = JSON.parse(json) as Record<string, unknown>;
    } catch {
        return printable(json);
    }
    const level = String(record["level"]);
    const time = String(record["time"]).slice(11, 19);
    const fields = Object.entries(record)
        .filter(([name]) => !PLACED.has(name))
        .map(([name, value]) => `${dim(`${name}=`)}${show(value)}`);
    const head = `${dim(time)} ${colour(level.padEnd(5), level)} ${show(record["message"] ?? record["event"] ?? "")}`;
    return [head, ...fields, ...errorParts(record["err"] ?? record["error"])].join(" ");
}

/** The stack goes on the same line: who searches for the event finds all of it. */
function errorParts(error: unknown): string[] {
    if (error === null || typeof error !== "object") return [];
    const { message, stack } = error as { message?: unknown; stack?: unknown };
    const frames = (typeof stack === "string" ? stack : "")
        .split("\n")
        .filter((line) => /^\s+at /.test(line) && !line.includes("node:internal"))
        .slice(0, 6)
        .map((line) => line.trim());
    return [printable([show(message), ...frames].join(" ← "))];
}

function show(value: unknown): string {
    if (typeof value === "string") return printable(value);
    return printable(JSON.stringify(value) ?? "");
}

/** Nobody's input may begin a new line or speak to the terminal. */
function printable(text: string): string {
    return text.replace(
        /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
        (char) => {
            if (char === "\n") return "\\n";
            return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
        }
    );
}

function colour(text: string, level: string): string {
    return `\u001b[${COLOURS[level] ?? "0"}m${text}\u001b[0m`;
}

function dim(text: string): string {
    return `\u001b[2m${text}\u001b[0m`;
}
