// One verb for people and CI. Each step stands alone, so all findings come at once.
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { capture } from "./lib/children.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { requireNode, loadEnv, pathInside, root, runtimeNode } from "./lib/runtime.mjs";
import { scanTexts } from "./lib/texts.mjs";

requireNode();
loadEnv();
await ensureInstalled();

const tool = (path, ...args) => {
    const env = { ...process.env, PATH: pathInside(), NO_COLOR: "1" };
    delete env.FORCE_COLOR;
    return capture(runtimeNode(), [join(root, path), ...args], { env });
};
const tsc = (folder) => tool("node_modules/typescript/bin/tsc", "--pretty", "false", "-p", folder);

const LINT = ["-c", ".eslintrc.json", "--type-aware", "--format", "unix"];
const FORMAT = [
    "--check",
    "--cache",
    "--cache-location",
    "node_modules/.cache/prettier-check",
    "."
];

// The slowest first: they decide how long it all takes.
const steps = [
    ["lint and zones", () => tool("node_modules/oxlint/bin/oxlint", ...LINT)],
    ["format", () => tool("node_modules/prettier/bin/prettier.cjs", ...FORMAT)],
    ["dead code", () => tool("node_modules/knip/bin/knip.js", "--no-progress")],
    ["types: backend", () => tsc("backend")],
    ["types: frontend", () => tsc("frontend")],
    ["types: nodes", () => tsc("nodes")],
    ["types: shared", () => tsc("shared")],
    ["types: e2e", () => tsc("e2e")],
    ["types: bench", () => tsc("bench")],
    ["types: scripts", () => tsc(".")],
    ["generated files", () => tool("scripts/gen.ts", "--check")],
    ["texts", scanTexts]
];

// `check.mjs types` runs the steps of that name only.
const only = process.argv[2] ?? "";
const started = performance.now();
const results = await runAll(
    steps.filter(([name]) => name.startsWith(only)),
    Math.max(2, availableParallelism())
);
report(results);
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;

async function runAll(all, lanes) {
    const waiting = [...all.entries()];
    const done = [];
    const work = async () => {
        for (let next = waiting.shift(); next; next = waiting.shift()) {
            const [index, [name, run]] = next;
            done[index] = { name, ...(await run()) };
        }
    };
    await Promise.all(Array.from({ length: lanes }, work));
    return done;
}

function report(all) {
    for (const { name, ok, output } of all) {
        if (!ok) console.log(`\n── ${name} ──\n${output.trimEnd()}`);
    }
    console.log();
    for (const { name, ok, ms } of all) {
        console.log(`${name.padEnd(18)} ${seconds(ms)}  ${ok ? "ok" : "failed"}`);
    }
    console.log(`${"in all".padEnd(18)} ${seconds(performance.now() - started)}`);
}

function seconds(ms) {
    return `${(ms / 1000).toFixed(1)} s`.padStart(7);
}
