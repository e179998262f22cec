import { readFileSync } from "node:fs";
import { dirname, join, posix, relative, resolve, sep } from "node:path";

/**
 * One row of "who may import whom". The rows themselves are the options of `house/zones` in
 * .eslintrc.json; this file only knows how to read them.
 *
 * A target is written as it lies in the repository (`shared/src/contract/errors.ts`), a package as
 * `npm:zod`, a built-in as `node:fs`. Patterns are read in order and the last that matches decides;
 * `!` refuses. `<own>` stands for the importing file's own path segment at that place.
 */
export interface Zone {
    zone: string;
    may: string[];
    /** What may be imported as a type on top: types leave no trace at run time. */
    may_as_type?: string[];
    /** First pattern that matches the refused target says what to do instead. */
    instead: Record<string, string>;
    /** Own files that are imported must keep to this row too, however far the chain goes. */
    deep?: boolean;
}

export interface Import {
    specifier: string;
    type_only: boolean;
}

/** What tests, and what exists for them in a folder `testing`, may import in every zone. */
const TEST_TOOLS = ["npm:vitest", "npm:fast-check", "npm:@testing-library/*", "node:*"];
const TEST_FILE = /\.test\.tsx?$|\/testing\//;
const PACKAGES = ["shared", "nodes", "backend", "frontend", "e2e"];

/** Why this import breaks the row, in words for the reader, or nothing when it is fine. */
export function judge(
    root: string,
    file: string,
    zone: Zone,
    imported: Import
): string | undefined {
    const from = toPosix(relative(root, file));
    const to = locate(root, from, imported.specifier);
    if ("problem" in to) return to.problem;
    if (!allowed(from, zone, to.target, imported.type_only)) return refusal(from, zone, to.target);
    if (!zone.deep || imported.type_only || !isSource(to.target)) return undefined;
    return judgeBehind(root, from, zone, to.target);
}

function allowed(from: string, zone: Zone, target: string, typeOnly: boolean): boolean {
    const patterns = [
        ...zone.may,
        ...(typeOnly ? (zone.may_as_type ?? []) : []),
        ...(TEST_FILE.test(from) ? TEST_TOOLS : [])
    ];
    let verdict = false;
    for (const pattern of patterns) {
        const refuses = pattern.startsWith("!");
        if (matches(refuses ? pattern.slice(1) : pattern, target, from)) verdict = !refuses;
    }
    return verdict;
}

function refusal(from: string, zone: Zone, target: string): string {
    const advice = Object.entries(zone.instead).find(([pattern]) => matches(pattern, target, from));
    const remedy = advice?.[1] ?? "See the table in docs/architecture.md, section 3.";
    return `${zone.zone} may not import ${target}. ${remedy}`;
}

/** Where a specifier points: a file of the repository, a package or a built-in. */
export function locate(
    root: string,
    from: string,
    specifier: string
): { target: string } | { problem: string } {
    const bare = specifier.replace(/\?.*$/, "");
    const home = packageOf(from);
    if (bare.startsWith(".")) {
        const target = posix.join(posix.dirname(from), bare);
        if (home === undefined || packageOf(target) === home) return { target };
        return { problem: `${bare} leaves the package: write @flowmaestro/${target}.` };
    }
    const ours = /^@flowmaestro\/([^/]+)\/(.+)$/.exec(bare);
    if (!ours) return { target: bare.startsWith("node:") ? bare : `npm:${bare}` };
    const [, name = "", path = ""] = ours;
    if (name === home) return { problem: `${bare} is this very package: write a relative path.` };
    return { target: posix.join(name, sourceFolder(root, name), path) };
}

function packageOf(path: string): string | undefined {
    return PACKAGES.find((name) => path.startsWith(`${name}/`));
}

const folders = new Map<string, string>();

/** The folder behind `"./*"` in a package's exports. */
function sourceFolder(root: string, name: string): string {
    const known = folders.get(name);
    if (known !== undefined) return known;
    const text = readFileSync(join(root, name, "package.json"), "utf8");
    const folder = /"\.\/\*":\s*"\.\/(.*)\*"/.exec(text)?.[1] ?? "";
    folders.set(name, folder);
    return folder;
}

const verdicts = new Map<string, string | undefined>();

function judgeBehind(root: string, from: string, zone: Zone, start: string): string | undefined {
    const seen = new Set<string>();
    const open = [start];
    for (let target = open.pop(); target !== undefined; target = open.pop()) {
        if (seen.has(target)) continue;
        seen.add(target);
        const key = `${zone.zone} ${target}`;
        if (!verdicts.has(key)) verdicts.set(key, firstRefused(root, zone, target, open));
        const found = verdicts.get(key);
        if (found !== undefined) return `${found} (reached from ${posix.basename(from)})`;
    }
    return undefined;
}

function firstRefused(root: string, zone: Zone, file: string, open: string[]): string | undefined {
    for (const imported of scanImports(readSource(join(root, file)))) {
        if (imported.type_only) continue;
        const to = locate(root, file, imported.specifier);
        if ("problem" in to) continue;
        if (!allowed(file, zone, to.target, false)) {
            return `${file}: ${refusal(file, zone, to.target)}`;
        }
        if (isSource(to.target)) open.push(to.target);
    }
    return undefined;
}

function readSource(path: string): string {
    try {
        return readFileSync(path, "utf8");
    } catch {
        return "";
    }
}

/** The import statements of a file by their text: enough to follow a chain without a parser. */
export function scanImports(source: string): Import[] {
    const statement =
        /^\s*(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\sfrom\s+)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/gm;
    return [...source.matchAll(statement)].map((match) => ({
        specifier: match[2] ?? match[3] ?? "",
        type_only: match[1] !== undefined
    }));
}

function isSource(target: string): boolean {
    return /\.tsx?$/.test(target) && packageOf(target) !== undefined;
}

function matches(pattern: string, target: string, from: string): boolean {
    return expandBraces(pattern).some((plain) => matchesPlain(plain, target, from));
}

function expandBraces(pattern: string): string[] {
    const [, before = "", choices, after = ""] = /^(.*?)\{(.+?)\}(.*)$/.exec(pattern) ?? [];
    if (choices === undefined) return [pattern];
    return choices.split(",").map((choice) => before + choice + after);
}

function matchesPlain(pattern: string, target: string, from: string): boolean {
    const own = from.split("/");
    const parts = pattern.split("/").map((part, index) => {
        if (part === "<own>") return escape(own[index] ?? "");
        if (part === "**") return ".*";
        return part.split("*").map(escape).join("[^/]*");
    });
    const expression = parts.join("/").replaceAll("/.*/", "/(?:.*/)?");
    // A package's name speaks for its sub-paths as well.
    const tail = /^(npm|node):/.test(pattern) ? "(?:/.*)?" : "";
    return new RegExp(`^${expression}${tail}$`).test(target);
}

function escape(text: string): string {
    return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function toPosix(path: string): string {
    return path.split(sep).join("/");
}

export const repositoryRoot = resolve(dirname(import.meta.filename), "../..");
