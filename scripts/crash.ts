import { parseArgs } from "node:util";
import { runCrashes } from "../backend/test/faults/run.ts";

/**
 * `npm run test:crash -- --cycles 100`: the started product under as many faults, drawn by the seed.
 * The same seed gives the same faults; when exactly they strike is the machine's.
 */
const { values } = parseArgs({
    options: {
        cycles: { type: "string", default: "30" },
        seed: { type: "string", default: String(Date.now() % 1_000_000) },
        rate: { type: "string", default: "15" }
    }
});

const seed = Number(values.seed);
console.log(`seed ${seed}`);
const report = await runCrashes({
    faults: Number(values.cycles),
    seed,
    rate: Number(values.rate),
    say: (line) => console.log(line)
});
const { violations, missed, ...figures } = report;
console.table(figures);
if (missed.length > 0) console.log(`not reached: ${missed.join(", ")}`);
for (const violation of violations) console.log(`BROKEN  ${violation}`);
console.log(violations.length === 0 ? "Every promise held." : `${violations.length} broken.`);
process.exitCode = violations.length === 0 ? 0 : 1;
