import type { Tables } from "./tables.ts";
import type { World } from "./world.ts";

export interface Delivery {
    readonly at: number;
    readonly payload: string;
}

/** The world outside: it keeps every delivery by its key. */
export class Sink {
    readonly deliveries = new Map<string, Delivery[]>();
    private readonly world: World;
    private readonly tables: Tables;
    private readonly violation: (what: string) => void;

    constructor(world: World, tables: Tables, violation: (what: string) => void) {
        this.world = world;
        this.tables = tables;
        this.violation = violation;
    }

    receive(key: string, payload: string): void {
        const [, execution_id = "", instance = ""] = /^fm:([^:]+):(.*)$/.exec(key) ?? [];
        if (!this.tables.hasStarted(execution_id, instance))
            this.violation(`${key} was sent before its start was stored`);
        const known = this.deliveries.get(key) ?? [];
        known.push({ at: this.world.now, payload });
        this.deliveries.set(key, known);
    }
}
