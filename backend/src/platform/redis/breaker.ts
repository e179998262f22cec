/** How long nobody asks after an answer did not come; doubled while it stays so. */
const FIRST_MS = 500;
const MOST_MS = 10_000;

/**
 * Closed while answers come. Open after one did not: nobody waits for what is not there. After a while
 * it lets asking go on, and the first answer that fails again opens it for twice as long.
 */
export class Breaker {
    private openUntil = 0;
    private wait = FIRST_MS;
    private trippedAt = -Infinity;

    get isClosed(): boolean {
        return performance.now() >= this.openUntil;
    }

    trip(now = performance.now()): void {
        if (now < this.openUntil) return;
        // It held for long: this is another trouble.
        if (now - this.trippedAt > MOST_MS * 2) this.wait = FIRST_MS;
        this.trippedAt = now;
        this.openUntil = now + this.wait;
        this.wait = Math.min(this.wait * 2, MOST_MS);
    }

    reset(): void {
        this.openUntil = 0;
        this.wait = FIRST_MS;
    }
}
