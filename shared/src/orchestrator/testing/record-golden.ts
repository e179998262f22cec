import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { drive } from "./drive.ts";
import { FACT_KINDS, type Golden, pictureOf } from "./golden.ts";
import { hostOf } from "./host.ts";
import { answersOf, randomPlan } from "./random-plan.ts";

/**
 * Records the golden logs of a release, by hand: `node …/record-golden.ts 0.2.0`. It looks for short
 * random executions that together state every kind of fact, several times.
 */
const release = process.argv[2] ?? "";
const file = join(import.meta.dirname, "golden", `${release}.jsonl`);
if (!/^\d+\.\d+\.\d+$/.test(release)) throw new Error("Name the release: record-golden.ts 0.2.0");
if (existsSync(file)) throw new Error(`${file} is there already: golden logs are never rewritten.`);

const TIMES_EACH = 3;
const LONGEST = 60;

function record(seed: number): Golden {
    let at = seed >>> 0;
    const next = () => (at = (Math.imul(at, 1664525) + 1013904223) >>> 0) >>> 8;
    const numbers = Array.from({ length: 100 }, () => next() % 10_000);
    const plan = randomPlan(numbers, { cleanup: true, maxNodes: 7 });
    const host = hostOf(plan);
    drive(host, {
        answer: answersOf(plan, seed),
        dice: Array.from({ length: 20 }, next),
        cancelAt: seed % 5 === 0 ? next() % 9 : -1,
        timeoutAt: seed % 7 === 0 ? next() % 9 : -1,
        pauses: seed % 2 === 0,
        waits: seed % 3 !== 0
    });
    const { log } = host;
    const cuts = [Math.ceil(log.length / 3), Math.ceil((log.length * 2) / 3), log.length];
    return { plan, log, pictures: cuts.map((seq) => pictureOf(plan, log, seq)) };
}

const missing = new Map(Object.keys(FACT_KINDS).map((kind) => [kind, TIMES_EACH]));
const lines: string[] = [];
for (let seed = 1; missing.size > 0 && seed < 100_000; seed += 1) {
    const golden = record(seed);
    const kinds = new Set(golden.log.map((fact) => fact.kind));
    if (golden.log.length > LONGEST || ![...kinds].some((kind) => missing.has(kind))) continue;
    lines.push(JSON.stringify(golden));
    for (const kind of kinds) {
        const left = (missing.get(kind) ?? 0) - 1;
        if (left > 0) missing.set(kind, left);
        else missing.delete(kind);
    }
}
writeFileSync(file, `${lines.join("\n")}\n`);
process.stdout.write(`${file}: ${lines.length} logs\n`);
