import { setTimeout as pause } from "node:timers/promises";
import { CRASH_POINTS } from "../../src/platform/crash-point.ts";
import type { CrashPoint } from "../../src/platform/crash-point.ts";
import type { Chance } from "./chance.ts";
import type { Stage } from "./stage.ts";

/** One thing that goes wrong. Afterwards there may be no product: `recover` sees to that. */
export type Fault =
    /** Dies at a place in the code; whether it came by is told. */
    | { readonly kind: "crash"; readonly at: CrashPoint; readonly nth: number }
    | { readonly kind: "kill"; readonly after_ms: number }
    /** SIGTERM, then the next one. */
    | { readonly kind: "drain"; readonly after_ms: number }
    /** A second process beside it, then the first one dies. */
    | { readonly kind: "takeover"; readonly after_ms: number }
    /** It stands still for longer than its lease, others take over, and it goes on. */
    | { readonly kind: "zombie" }
    | { readonly kind: "postgres"; readonly how: "kill" | "restart"; readonly down_ms: number }
    | { readonly kind: "network"; readonly how: Network };

export const NETWORK = [
    "reset",
    "hole",
    "slow",
    // The answer to a batch is lost, or the batch itself: any, one that starts or ends something.
    "ack",
    "ack start",
    "ack end",
    "pre",
    "pre start",
    "pre end"
] as const;
export type Network = (typeof NETWORK)[number];

export function nameOf(fault: Fault): string {
    switch (fault.kind) {
        case "crash":
            return `crash ${fault.at}:${fault.nth}`;
        case "postgres":
            return `postgres ${fault.how}`;
        case "network":
            return `network ${fault.how}`;
        default:
            return fault.kind;
    }
}

export function drawFault(chance: Chance): Fault {
    const after_ms = chance.between(50, 1_500);
    const kind = chance.below(10);
    if (kind < 5) {
        const at = chance.one(CRASH_POINTS);
        // Once in a life, at its beginning or end.
        const isRare = at.startsWith("claim") || at === "drain_mid";
        return { kind: "crash", at, nth: isRare ? 1 : chance.between(1, 5) };
    }
    if (kind < 6) return { kind: "kill", after_ms };
    if (kind < 7) return { kind: chance.one(["drain", "takeover"]), after_ms };
    if (kind < 8) {
        const how = chance.one(["kill", "restart"] as const);
        return { kind: "postgres", how, down_ms: chance.between(0, 2_000) };
    }
    return { kind: "network", how: chance.one(NETWORK) };
}

const FAR_MS = 100;

/** False where the fault could not be brought about: the crash point was not passed. */
export async function inflict(stage: Stage, fault: Fault): Promise<boolean> {
    if (fault.kind === "crash") return crash(stage, fault.at, fault.nth);
    await recover(stage);
    switch (fault.kind) {
        case "kill":
            await pause(fault.after_ms);
            // What is acknowledged too early shows only while the disk is far away.
            stage.proxy.delay(FAR_MS);
            await pause(5 * FAR_MS);
            await kill(stage);
            stage.proxy.delay(0);
            return true;
        case "drain":
            return drain(stage, fault.after_ms);
        case "takeover": {
            await pause(fault.after_ms);
            const old = stage.product();
            await begin(stage);
            await pause(200);
            old.kill("SIGKILL");
            await old.ended();
            return true;
        }
        case "zombie":
            return zombie(stage);
        case "postgres":
            await pause(300);
            if (fault.how === "kill") stage.postgres.kill();
            else await stage.postgres.stop();
            await pause(fault.down_ms);
            await stage.postgres.start();
            await pause(500);
            return true;
        case "network":
            return network(stage, fault.how);
    }
}

/** Somebody has to start what died; here as there it is tried until it stands. */
export async function recover(stage: Stage): Promise<void> {
    if (!stage.product().isRunning()) await begin(stage);
}

const TRIES = 5;

async function begin(stage: Stage): Promise<void> {
    for (let left = TRIES; ; left -= 1) {
        try {
            const ms = await stage.start().ready();
            stage.say(`ready after ${Math.round(ms)} ms`);
            return;
        } catch (error) {
            if (left === 0) throw error;
            await pause(200);
        }
    }
}

async function kill(stage: Stage): Promise<void> {
    stage.product().kill("SIGKILL");
    await stage.product().ended();
}

const REACHED_WITHIN_MS = 8_000;

async function crash(stage: Stage, at: CrashPoint, nth: number): Promise<boolean> {
    await kill(stage);
    const armed = stage.start({ name: at, nth });
    const isUp = await armed.ready().then(
        (ms) => {
            stage.say(`ready after ${Math.round(ms)} ms`);
            return true;
        },
        () => false
    );
    if (isUp && at === "drain_mid") armed.kill("SIGTERM");
    const end = await Promise.race([armed.ended(), pause(REACHED_WITHIN_MS).then(() => null)]);
    if (end === null) await kill(stage);
    // It may not have come up at all, which is no crash of ours.
    return end === "SIGKILL";
}

const DRAINED_WITHIN_MS = 30_000;

async function drain(stage: Stage, after_ms: number): Promise<boolean> {
    await pause(after_ms);
    const old = stage.product();
    const start = performance.now();
    old.kill("SIGTERM");
    const end = await old.ended();
    if (end !== 0 || performance.now() - start > DRAINED_WITHIN_MS) {
        throw new Error(`SIGTERM ended it with ${end}:\n${old.output()}`);
    }
    return true;
}

/** Longer than a lease of 15 s. */
const FROZEN_MS = 18_000;

async function zombie(stage: Stage): Promise<boolean> {
    const old = stage.product();
    old.kill("SIGSTOP");
    await begin(stage);
    await pause(FROZEN_MS);
    old.kill("SIGCONT");
    await pause(2_000);
    old.kill("SIGKILL");
    await old.ended();
    return true;
}

async function network({ proxy }: Stage, how: Network): Promise<boolean> {
    switch (how) {
        case "reset":
            proxy.reset();
            await pause(500);
            return true;
        case "hole":
            proxy.blackhole("server");
            await pause(2_500);
            proxy.blackhole("none");
            proxy.reset();
            await pause(500);
            return true;
        case "slow":
            proxy.delay(150);
            await pause(2_000);
            proxy.delay(0);
            return true;
        default: {
            const [what, which = "any"] = how.split(" ");
            const bytes = BATCHES[which] ?? "";
            const happened = proxy.lose(what === "ack" ? "ack" : "pre", bytes).then(() => true);
            return Promise.race([happened, pause(3_000).then(() => false)]);
        }
    }
}

/** By what a batch holds; each names its prepared statement. */
const BATCHES: { readonly [which: string]: string } = {
    any: "fm_batch_",
    start: "execution:started",
    end: "execution:completed"
};
