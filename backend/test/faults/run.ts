import { setTimeout as pause } from "node:timers/promises";
import { chanceOf } from "./chance.ts";
import { allEnded, check } from "./check.ts";
import type { Verdict } from "./check.ts";
import { drawFault, inflict, nameOf, recover } from "./faults.ts";
import type { Fault } from "./faults.ts";
import { openLedger } from "./ledger.ts";
import { setStage } from "./stage.ts";

export interface CrashRun {
    /** As many faults, drawn by the seed, or these in order. */
    readonly faults: number | readonly Fault[];
    readonly seed: number;
    /** Executions started per second, about. */
    readonly rate?: number;
    readonly say?: (line: string) => void;
}

export interface CrashReport extends Verdict {
    readonly asked: number;
    /** Faults that came about, and those whose place was not passed. */
    readonly faults: number;
    readonly missed: readonly string[];
    /** From the last fault until everything had ended. */
    readonly settled_ms: number;
}

const SETTLED_WITHIN_MS = 60_000;

/** A node that loses its process five times in a row is given up as poison, rightly so. */
const DEATHS_IN_A_ROW = 3;

function isDeadly({ kind }: Fault): boolean {
    return kind === "crash" || kind === "kill" || kind === "takeover" || kind === "zombie";
}

/**
 * Work flows while one fault follows the other; then everything is left in peace, has to end, and is
 * looked at: by what its clients wrote down, by the log, and by the service outside.
 */
export async function runCrashes({
    faults,
    seed,
    rate = 15,
    say = () => undefined
}: CrashRun): Promise<CrashReport> {
    const chance = chanceOf(seed);
    const planned =
        typeof faults === "number"
            ? Array.from({ length: faults }, () => drawFault(chance))
            : faults;
    const stage = await setStage(say);
    const clients = 2;
    const ledger = openLedger({
        client: stage.client,
        chance: chanceOf(seed + 1),
        workflows: stage.workflows,
        clients,
        rest_ms: (1_000 * clients) / rate
    });
    try {
        const missed: string[] = [];
        ledger.go();
        await pause(500);
        let deaths = 0;
        for (const [index, fault] of planned.entries()) {
            if (deaths >= DEATHS_IN_A_ROW) {
                deaths = 0;
                ledger.pause();
                await recover(stage);
                await allEnded(stage, SETTLED_WITHIN_MS);
                ledger.go();
                await pause(300);
            }
            deaths += isDeadly(fault) ? 1 : 0;
            const start = performance.now();
            const happened = await inflict(stage, fault);
            if (!happened) missed.push(nameOf(fault));
            const took = ((performance.now() - start) / 1_000).toFixed(1);
            const verb = happened ? "" : " (not reached)";
            say(`${index + 1}/${planned.length} ${nameOf(fault)}${verb}, ${took} s`);
        }
        ledger.pause();
        await recover(stage);
        const start = performance.now();
        const late = setTimeout(() => stage.giveUp(), SETTLED_WITHIN_MS);
        await ledger.settled().finally(() => clearTimeout(late));
        await allEnded(stage, SETTLED_WITHIN_MS);
        const settled_ms = Math.round(performance.now() - start);
        const verdict = await check(stage, ledger.entries);
        const count = planned.length - missed.length;
        const violations = [...ledger.problems, ...verdict.violations];
        return {
            ...verdict,
            violations,
            asked: ledger.entries.length,
            faults: count,
            missed,
            settled_ms
        };
    } finally {
        await stage.close();
    }
}
