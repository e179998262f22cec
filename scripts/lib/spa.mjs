import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { capture, withProgress } from "./children.mjs";
import { refuse, root, runtimeNode } from "./runtime.mjs";

const SOURCES = ["frontend", "shared/src", "nodes"];
const FILES = ["package-lock.json", "tsconfig.base.json"];
const STAMP = "frontend/dist/.build-stamp";

/** Builds the pages unless the ones that lie there come from these very sources. */
export async function ensureBuilt(options) {
    const { ok, output } = await buildIfStale(options);
    if (!ok) refuse(`${output.trimEnd()}\n\nThe pages could not be built.`);
}

export async function buildIfStale({ anew = false } = {}) {
    const stamp = fingerprint();
    const fresh = readStamp() === stamp && existsSync(join(root, "frontend/dist/index.html"));
    if (fresh && !anew) return { ok: true, output: "" };
    const result = await withProgress("Building the pages", build);
    if (result.ok) writeFileSync(join(root, STAMP), stamp);
    return result;
}

function build() {
    const vite = join(root, "node_modules/vite/bin/vite.js");
    return capture(runtimeNode(), [vite, "build", "--logLevel", "warn"], {
        cwd: join(root, "frontend"),
        env: { ...process.env, NODE_ENV: "production", NO_COLOR: "1" }
    });
}

function readStamp() {
    const file = join(root, STAMP);
    return existsSync(file) ? readFileSync(file, "utf8") : "";
}

function fingerprint() {
    const hash = createHash("sha256");
    const files = [...FILES, ...SOURCES.flatMap((folder) => listSources(folder))];
    for (const file of files.filter((name) => existsSync(join(root, name)))) {
        hash.update(`${file}\0`)
            .update(readFileSync(join(root, file)))
            .update("\0");
    }
    return hash.digest("hex");
}

function listSources(folder) {
    if (!existsSync(join(root, folder))) return [];
    const entries = readdirSync(join(root, folder), { withFileTypes: true });
    return entries
        .toSorted((a, b) => (a.name < b.name ? -1 : 1))
        .filter(({ name }) => !/^(node_modules|dist|coverage)$|\.test\.tsx?$|^\./.test(name))
        .flatMap((entry) => {
            const path = `${folder}/${entry.name}`;
            return entry.isDirectory() ? listSources(path) : [path];
        });
}
