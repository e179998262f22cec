import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";

/** How far an execution is: top-level nodes settled of all, skipped ones counted. */
export class Progress {
    private readonly total: number;
    private readonly settled = new Set<string>();
    private readonly running = new Set<string>();
    private seq = 0;

    /** `nodes`: of the plan, at the top level. */
    constructor(nodes: number) {
        this.total = nodes;
    }

    /** Facts before these are missing: they have to be fed first. */
    misses(first_seq: number): boolean {
        return first_seq > this.seq + 1;
    }

    get last(): number {
        return this.seq;
    }

    feed(first_seq: number, facts: readonly Fact[]): void {
        facts.forEach((fact, index) => {
            if (first_seq + index !== this.seq + 1) return;
            this.seq += 1;
            this.fold(fact);
        });
    }

    read(): { readonly percent: number; readonly current_nodes: readonly string[] } {
        const share = this.total === 0 ? 1 : this.settled.size / this.total;
        return { percent: Math.floor(share * 100), current_nodes: [...this.running] };
    }

    private fold(fact: Fact): void {
        if (!("instance" in fact) || fact.instance === undefined) return;
        const { instance } = fact;
        // Turns are steps of their container, which is the node that counts.
        if (instance.includes("/")) return;
        switch (fact.kind) {
            case "node:started":
                this.running.add(instance);
                return;
            case "node:completed":
            case "node:failed":
            case "node:skipped":
            case "node:cancelled":
                this.running.delete(instance);
                this.settled.add(instance);
                return;
            default:
                return;
        }
    }
}
