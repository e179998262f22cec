import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import { violations } from "./check.ts";
import type { Mood } from "./check.ts";
import { Cluster } from "./cluster.ts";
import { Dice, hash } from "./dice.ts";
import type { Faults } from "./wire.ts";
import { People } from "./people.ts";
import { drawProgram } from "./program.ts";
import type { Program } from "./program.ts";
import { Library } from "./library.ts";
import { Sink } from "./sink.ts";
import { Tables } from "./tables.ts";
import { World } from "./world.ts";

export interface Simulated {
    readonly seed: number;
    readonly violations: readonly string[];
    readonly executions: number;
    readonly facts: number;
    readonly deliveries: number;
    readonly redeliveries: number;
    /** Deliveries again that a node's own policy asked for. */
    readonly retries: number;
    readonly is_calm: boolean;
    readonly crashes: number;
    readonly virtual_ms: number;
    /** Of everything that was stored: the same seed gives the same one. */
    readonly fingerprint: number;
    readonly logs: readonly (readonly Fact[])[];
}

const TERMINAL: ReadonlySet<string> = new Set(["completed", "failed", "cancelled", "timed_out"]);
const LATEST_MS = 1_800_000;
/** What most effects take; in some worlds many outlive the process that sent them. */
const QUICK_MS = [20, 20, 20, 4_000] as const;
const LONG_MS = [20, 4_000, 15_000, 40_000] as const;

/** Not drawn, or the same seeds would be other worlds. */
const MOODS: readonly Mood[] = ["stops", "deaths", "deaths", "deaths"];

function moodOf(seed: number): Mood {
    return MOODS[hash(`ends:${seed}`) % 10] ?? "any";
}

/**
 * One world: a few processes, each with a whole engine, over one store; people who start, answer,
 * pause and cancel; and somebody who breaks things until it is calm. After that all must end.
 */
export async function simulate(seed: number): Promise<Simulated> {
    const dice = new Dice(seed);
    const world = new World(dice);
    const tables = new Tables();
    const mood = moodOf(seed);
    const faults: Faults = { lost: 0, ambiguous: 0, deaf: 0, slow: dice.below(10) };
    const found: string[] = [];
    const violation = (what: string): void => void found.push(what);
    const sink = new Sink(world, tables, violation);
    const library = new Library();
    for (let at = 0, count = dice.between(2, 6); at < count; at += 1) {
        const id = world.newId();
        library.add(drawProgram(dice, seed * 31 + at, id));
    }
    const programs = library.all();
    const size = dice.pick([1, 2, 2, 3, 3]);
    const isQuick = dice.chance(40);
    const spans_ms = isQuick && mood === "any" ? QUICK_MS : LONG_MS;
    const around = { world, tables, faults, sink, library, violation };
    const cluster = new Cluster({ ...around, size, spans_ms });
    const people = new People({ world, cluster, tables, library, violation });
    const calm = dice.chance(15) ? 0 : dice.between(4_000, 40_000);
    for (const program of programs) schedule(world, people, program, Math.max(3_000, calm));
    if (mood !== "any") faults.slow = 0;
    if (calm > 0) trouble({ world, cluster, faults, size, calm, mood });
    const ask = (): void => {
        people.answerAll(world.now < calm ? 25 : 90);
        world.in(400, ask);
    };
    world.in(400, ask);

    const isOver = (): boolean =>
        world.now > calm &&
        people.started.size === programs.length &&
        [...tables.executions.values()].every(({ row }) => TERMINAL.has(row.status));
    if (!(await world.play(isOver, LATEST_MS))) violation("runs in circles");
    // Late news, timers nobody cancelled: nothing may follow an end.
    await world.play(() => false, world.now + 10_000);
    const again = 2 * (cluster.crashes + cluster.drains) + size + unsure(calm);
    found.push(
        ...violations({
            tables,
            sink,
            programs: library.all(),
            started: people.started,
            told: people.told,
            mood,
            faults: calm === 0 ? 0 : again
        })
    );
    return report(seed, { tables, sink, world, cluster, found, calm });
}

/** Sessions break and processes freeze: each may hand executions over. */
function unsure(calm: number): number {
    return Math.ceil(calm / 1_000);
}

function schedule(world: World, people: People, program: Program, latest: number): void {
    const { dice } = world;
    const { execution_id, workspace_id } = program;
    const from = dice.below(latest);
    world.at(from, () => people.start(program));
    if (dice.chance(20)) {
        world.at(from + dice.below(8_000), () =>
            people.control(execution_id, workspace_id, "cancel")
        );
    }
    if (dice.chance(30)) {
        const at = from + dice.below(5_000);
        world.at(at, () => people.control(execution_id, workspace_id, "pause"));
        // Somebody resumes it in the end, and says so until it is.
        const resume = (): void => {
            people.control(execution_id, workspace_id, "resume");
            world.in(20_000, resume);
        };
        world.at(at + dice.below(10_000), resume);
    }
}

interface Trouble {
    readonly world: World;
    readonly cluster: Cluster;
    readonly faults: Faults;
    readonly size: number;
    readonly calm: number;
    readonly mood: Mood;
}

function trouble({ world, cluster, faults, size, calm, mood }: Trouble): void {
    const { dice } = world;
    const strike = (): void => {
        if (world.now >= calm) return;
        // Mostly where something is under way.
        const place = (dice.chance(75) ? cluster.holder() : null) ?? dice.below(size);
        // Some stay away until others, who go on running, have taken over.
        const away = dice.chance(mood === "any" ? 35 : 90)
            ? dice.between(100, 8_000)
            : dice.between(12_000, 40_000);
        switch (mood === "any" ? dice.below(10) : mood === "stops" ? 6 : dice.pick([0, 6])) {
            case 0:
            case 1:
            case 2:
                cluster.crash(place);
                world.in(away, () => cluster.restart(place));
                break;
            case 3:
            case 4:
                // Longer than a lease, now and then: it comes back as somebody nobody counts on.
                cluster.freeze(place, dice.chance(30) ? dice.between(500, 8_000) : 25_000);
                break;
            case 5:
                cluster.disconnect(place);
                break;
            case 6:
            case 7:
                cluster.drain(place, dice.below(6_000));
                world.in(away, () => cluster.restart(place));
                break;
            default:
                worsen(faults, dice);
        }
        world.in(dice.between(300, 4_000), strike);
    };
    if (mood === "any" && dice.chance(75)) worsen(faults, dice);
    world.in(dice.between(0, 3_000), strike);
    world.at(calm, () => {
        const slow = mood === "any" ? dice.below(10) : 0;
        Object.assign(faults, { lost: 0, ambiguous: 0, deaf: 0, slow });
        cluster.heal();
    });
}

function worsen(faults: Faults, dice: Dice): void {
    faults.lost = dice.below(8);
    faults.ambiguous = dice.below(8);
    faults.deaf = dice.below(60);
    faults.slow = dice.below(30);
}

function report(
    seed: number,
    world: {
        readonly tables: Tables;
        readonly sink: Sink;
        readonly world: World;
        readonly cluster: Cluster;
        readonly found: readonly string[];
        readonly calm: number;
    }
): Simulated {
    const logs = [...world.tables.executions.keys()].map((id) => world.tables.logOf(id));
    const deliveries = [...world.sink.deliveries.values()];
    const count = deliveries.reduce((sum, each) => sum + each.length, 0);
    return {
        seed,
        violations: world.found,
        executions: logs.length,
        facts: logs.reduce((sum, log) => sum + log.length, 0),
        deliveries: count,
        redeliveries: count - deliveries.length,
        retries: retriesIn(world.tables),
        is_calm: world.calm === 0,
        crashes: world.cluster.crashes,
        virtual_ms: Math.round(world.world.now),
        fingerprint: hash(JSON.stringify(logs)),
        logs
    };
}

function retriesIn(tables: Tables): number {
    let count = 0;
    for (const { attempts } of tables.executions.values()) {
        for (const { status } of attempts.values()) if (status === "failed") count += 1;
    }
    return count;
}
