import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { format, resolveConfig } from "prettier";
import { generators } from "./generators/index.ts";
import type { Generator } from "./generators/index.ts";

/**
 * `npm run gen` writes every generated file; `--check` only compares, and says which are stale.
 * They run in order: a later one may read what an earlier one has written.
 */
const root = join(import.meta.dirname, "..");
const checking = process.argv.includes("--check");

const stale: string[] = [];
for (const generator of generators) {
    const text = await formatted(generator);
    const file = join(root, generator.path);
    if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
    stale.push(generator.path);
    if (checking) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
}

if (checking && stale.length > 0) {
    console.error(`Stale: ${stale.join(", ")}. Run \`npm run gen\` and commit what it writes.`);
    process.exitCode = 1;
} else {
    console.log(
        checking ? "All generated files are fresh." : `Written: ${stale.join(", ") || "-"}`
    );
}

async function formatted({ path, render }: Generator): Promise<string> {
    const text = await render();
    if (/\.(sql|conf)$/.test(path)) return text;
    const file = join(root, path);
    return format(text, { ...(await resolveConfig(file)), filepath: file });
}
