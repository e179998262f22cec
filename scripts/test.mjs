// Every suite, or the ones named: `node scripts/test.mjs unit api e2e`.
import { ensureInstalled } from "./lib/install.mjs";
import { loadEnv, refuse, requireNode } from "./lib/runtime.mjs";
import { SUITES } from "./lib/suites.mjs";
import { verdict } from "./lib/verdict.mjs";

requireNode();
loadEnv();
await ensureInstalled();

const named = process.argv.slice(2);
const unknown = named.find((name) => !Object.hasOwn(SUITES, name));
if (unknown)
    refuse(`There is no suite "${unknown}": choose from ${Object.keys(SUITES).join(", ")}.`);

const tallies = [];
for (const name of named.length > 0 ? named : Object.keys(SUITES)) {
    console.log(`\n── ${name} ──`);
    tallies.push(await SUITES[name]());
}

const { lines, ok } = verdict(tallies, process.env.FM_REQUIRE_ALL === "1");
console.log(`\n${lines.join("\n")}`);
process.exitCode = ok ? 0 : 1;
