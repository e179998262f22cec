import { FairLine } from "./fair-line.ts";

/** Lets a few through at a time, each workspace in turn: for work that takes much memory. */
export class Turnstile {
    private readonly line = new FairLine<() => void>();
    private readonly width: number;
    private inside = 0;

    constructor(width: number) {
        this.width = width;
    }

    async pass<T>(who: string, work: () => Promise<T>): Promise<T> {
        if (this.inside < this.width) this.inside += 1;
        else await new Promise<void>((enter) => this.line.push(who, enter));
        try {
            return await work();
        } finally {
            const next = this.line.shift();
            if (next === undefined) this.inside -= 1;
            else next();
        }
    }
}
