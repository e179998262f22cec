import type { Alarm, Host } from "../host.ts";
import type { Dice } from "./dice.ts";

/**
 * Virtual time. Everything that happens is a task at an instant; tasks of one instant come in an
 * order the dice give. A process is who a task belongs to: one that is dead never gets its turn
 * again, one that is paused gets it late.
 */
export interface Task {
    readonly at: number;
    readonly order: number;
    readonly process: SimProcess | null;
    run: (() => void) | null;
}

/** A world of this size takes some thousand; one that runs in circles does not get out. */
const MOST_TASKS = 400_000;

export class World {
    /** Milliseconds since it began. */
    now = 0;
    readonly dice: Dice;
    private readonly heap: Task[] = [];
    private ids = 0;
    private tasks = 0;

    constructor(dice: Dice) {
        this.dice = dice;
    }

    at(time: number, run: () => void, process: SimProcess | null = null): Task {
        const order = this.dice.below(1 << 30);
        const task: Task = { at: Math.max(time, this.now), order, process, run };
        this.heap.push(task);
        rise(this.heap);
        return task;
    }

    in(ms: number, run: () => void, process: SimProcess | null = null): Task {
        return this.at(this.now + ms, run, process);
    }

    /** Between a tenth of a millisecond and `most`: how long a message takes. */
    latency(most: number): number {
        return 0.1 + this.dice.below(Math.max(1, most * 10)) / 10;
    }

    newId(): string {
        this.ids += 1;
        return `00000000-0000-7000-8000-${String(this.ids).padStart(12, "0")}`;
    }

    /** Until `done`, or nothing happens any more, or it is too late: false when too much happens. */
    async play(done: () => boolean, latest: number): Promise<boolean> {
        for (let next = this.next(); next !== undefined; next = this.next()) {
            // What is not played is still to come.
            if (next.at > latest || done()) {
                this.heap.push(next);
                rise(this.heap);
                return true;
            }
            this.now = next.at;
            this.tasks += 1;
            if (this.tasks > MOST_TASKS) return false;
            if (!this.perform(next)) continue;
            await quiet();
        }
        return true;
    }

    /** Whatever comes for a process has to wait. */
    freeze(process: SimProcess, ms: number): void {
        process.paused_until = this.now + ms;
        this.at(process.paused_until, () => this.thaw(process));
    }

    /** All that waited comes at once, in any order, but what was cancelled meanwhile. */
    thaw(process: SimProcess): void {
        if (process.paused_until > this.now) return;
        for (const task of process.parked.splice(0)) this.in(0, () => task.run?.(), process);
    }

    private next(): Task | undefined {
        return this.heap.length === 0 ? undefined : take(this.heap);
    }

    private perform(task: Task): boolean {
        const { run, process } = task;
        if (run === null || process?.alive === false) return false;
        if (process !== null && process.paused_until > this.now) {
            process.parked.push(task);
            return false;
        }
        run();
        return true;
    }
}

/** All promises have gone as far as they can without another task. */
function quiet(): Promise<void> {
    return new Promise((resolve) => {
        setImmediate(resolve);
    });
}

/** One process: its clock runs from a start of its own, a little too fast or too slow. */
export class SimProcess {
    alive = true;
    paused_until = 0;
    readonly parked: Task[] = [];
    readonly host: Host;

    constructor(world: World) {
        const offset = world.dice.below(1_000_000);
        const rate = 1 + (world.dice.below(201) - 100) / 100_000;
        let spent = 0;
        const later = (ms: number, work: () => void): Task =>
            world.in(Math.max(ms, 0) / rate, work, this);
        this.host = {
            // Asking takes a moment too, or no slice of time would ever be over.
            monotonic: () => offset + (world.now + (spent += 0.000_01)) * rate,
            soon: (work) => void later(0.001, work),
            after: (ms, work) => alarmOf(later(ms, work)),
            every: (ms, work) => repeat(later, ms, work),
            newId: () => world.newId(),
            memoryShare: () => 0
        };
    }
}

function alarmOf(task: Task): Alarm {
    return {
        cancel: () => {
            task.run = null;
        }
    };
}

function repeat(
    later: (ms: number, work: () => void) => Task,
    ms: number,
    work: () => void
): Alarm {
    let cancelled = false;
    let task: Task;
    const ring = (): void => {
        if (cancelled) return;
        task = later(ms, ring);
        work();
    };
    task = later(ms, ring);
    return {
        cancel: () => {
            cancelled = true;
            task.run = null;
        }
    };
}

function before(a: Task, b: Task): boolean {
    return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function rise(heap: Task[]): void {
    let place = heap.length - 1;
    const task = heap[place];
    while (task !== undefined && place > 0) {
        const up = (place - 1) >> 1;
        const above = heap[up];
        if (above === undefined || before(above, task)) break;
        heap[place] = above;
        heap[up] = task;
        place = up;
    }
}

function take(heap: Task[]): Task | undefined {
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || first === last) return first;
    let place = 0;
    heap[0] = last;
    for (;;) {
        const left = 2 * place + 1;
        const right = left + 1;
        let down = left;
        const a = heap[left];
        const b = heap[right];
        if (a === undefined) break;
        if (b !== undefined && before(b, a)) down = right;
        const below = heap[down];
        if (below === undefined || before(last, below)) break;
        heap[place] = below;
        heap[down] = last;
        place = down;
    }
    return first;
}
