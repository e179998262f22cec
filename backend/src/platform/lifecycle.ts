export type Phase = "starting" | "ready" | "stopping";

/** Where the process is in its life. Readiness is red unless it is `ready`. */
export class Lifecycle {
    #phase: Phase = "starting";

    get phase(): Phase {
        return this.#phase;
    }

    /** Forward only: who is stopping never becomes ready again. */
    enter(phase: Exclude<Phase, "starting">): void {
        if (this.#phase !== "stopping") this.#phase = phase;
    }
}
