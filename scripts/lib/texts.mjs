import { readFileSync } from "node:fs";
import { join } from "node:path";
import { capture } from "./children.mjs";
import { root } from "./runtime.mjs";

// Written in pieces, so that this file does not find itself.
const REFUSED = [
    [
        new RegExp(`@ts-${"ignore"}|@ts-${"nocheck"}`),
        "the compiler is told to look away: fix the type"
    ],
    [
        new RegExp(
            `(?<![\\w.])/(${["work", "tmp/w"].join("|")})/[\\w.-]|/${"Users"}/\\w|/${"home"}/(?!node\\b)\\w+/`
        ),
        "a path of somebody's machine"
    ],
    [/^<{7} |^>{7} /, "a merge left unfinished"]
];

const TEXT = /\.(tsx?|mjs|cjs|js|json|md|sql|css|html|ya?ml|sh|txt)$|^[^.]*$|^\.[\w.]+$/;
const SELF = /^(\.ci\/|scripts\/lib\/texts)|package-lock\.json$/;

/** What no compiler sees: silenced errors, traces of the machine it was written on, half merges. */
export async function scanTexts() {
    const started = performance.now();
    const listed = await capture("git", ["ls-files", "--cached", "--others", "--exclude-standard"]);
    if (!listed.ok) return { ...listed, ok: true, output: "" };
    const files = listed.output.split("\n").filter((name) => TEXT.test(name.split("/").at(-1)));
    const found = files.filter((name) => !SELF.test(name)).flatMap(scan);
    return { ok: found.length === 0, output: found.join("\n"), ms: performance.now() - started };
}

function scan(file) {
    let text = "";
    try {
        text = readFileSync(join(root, file), "utf8");
    } catch {
        return []; // deleted, not yet committed
    }
    return text.split("\n").flatMap((line, index) => {
        const rule = REFUSED.find(([pattern]) => pattern.test(line));
        return rule ? [`${file}:${index + 1}: ${rule[1]}`] : [];
    });
}
