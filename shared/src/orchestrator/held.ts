import type { Place } from "./instance.ts";
import type { Plan } from "./plan.ts";
import { indexOf } from "./plan-index.ts";
import type { Lock, Queue, State } from "./state.ts";
import { SLOT } from "./state.ts";

/**
 * Where ready instances stand that may not start yet.
 *
 * An instance takes its locks in the one order all instances use, and waits in the queue of the first
 * that is taken; what it took before, it keeps. With all its locks it stands in the queue of the cap,
 * or runs. So where a held instance stands follows from the locks: it is in the queue of its first
 * lock that it does not hold, and with none missing in the queue of the cap.
 */
export function leaveQueue(plan: Plan, state: State, place: Place, instance: string): void {
    if (place.frame.status[place.node.slot] !== SLOT.held) return;
    const key = missingLock(plan, state, place, instance);
    if (key === null) {
        leave(state.queue, instance);
        return;
    }
    const lock = lockAt(state, key);
    if (lock === undefined) return;
    leave(lock.queue, instance);
    forget(state, key, lock);
}

/** The first of its locks that somebody else holds or that nobody gave it yet. */
function missingLock(plan: Plan, state: State, place: Place, instance: string): string | null {
    for (const key of indexOf(plan).locks(place.index)) {
        if (lockAt(state, key)?.holder !== instance) return key;
    }
    return null;
}

export function takeLocks(plan: Plan, state: State, place: Place, instance: string): void {
    for (const key of indexOf(plan).locks(place.index)) hold(state, key, instance);
}

/** Takes its locks up to the one named, and stands in that one's queue. */
export function keepLocks(
    plan: Plan,
    state: State,
    place: Place,
    instance: string,
    name: string
): void {
    for (const key of indexOf(plan).locks(place.index)) {
        if (key === `#${name}`) {
            const lock = (state.locks[key] ??= { holder: "", queue: { head: 0, items: [] } });
            stand(lock.queue, instance);
            return;
        }
        hold(state, key, instance);
    }
}

export function releaseLocks(plan: Plan, state: State, place: Place, instance: string): void {
    for (const key of indexOf(plan).locks(place.index)) {
        const lock = lockAt(state, key);
        if (lock?.holder !== instance) continue;
        lock.holder = "";
        forget(state, key, lock);
    }
}

/** A lock that nobody has or wants leaves no trace. */
function forget(state: State, key: string, { holder, queue }: Lock): void {
    if (holder === "" && first(queue) === undefined) delete state.locks[key];
}

function hold(state: State, key: string, instance: string): void {
    const lock = (state.locks[key] ??= { holder: "", queue: { head: 0, items: [] } });
    lock.holder = instance;
}

export function lockAt(state: State, key: string): Lock | undefined {
    return state.locks[key];
}

export function stand(queue: Queue, instance: string): void {
    queue.items.push(instance);
}

export function first(queue: Queue): string | undefined {
    return queue.items[queue.head];
}

/** Leaving from the front is O(1) on the whole; only a cancelled one leaves from the middle. */
function leave(queue: Queue, instance: string): void {
    const at = queue.items.indexOf(instance, queue.head);
    if (at < 0) return;
    if (at > queue.head) {
        queue.items.splice(at, 1);
        return;
    }
    queue.head += 1;
    if (queue.head * 2 > queue.items.length) {
        queue.items.splice(0, queue.head);
        queue.head = 0;
    }
}
