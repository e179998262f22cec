import type { Hub } from "../../realtime/hub.ts";
import { TERMINAL } from "../hosting/settle-outcome.ts";
import type { TemporalExecution, TemporalRows } from "./temporal-rows.ts";

const AGAIN_MS = 500;

/** Who waits for the end of an execution follows it, as a browser does. */
export class Ends {
    private readonly rows: TemporalRows;
    private readonly hub: Hub;
    private readonly giveUps = new Set<() => void>();
    private isOver = false;

    constructor(rows: TemporalRows, hub: Hub) {
        this.rows = rows;
        this.hub = hub;
    }

    async settled(execution_id: string, ms: number): Promise<boolean> {
        const end = performance.now() + ms;
        for (;;) {
            const row = await this.rows.find(execution_id);
            if (row === null) return false;
            if (TERMINAL.has(row.status)) return true;
            const left = end - performance.now();
            if (left <= 0 || this.isOver) return false;
            if (await this.follow(row, left)) return true;
        }
    }

    close(): void {
        this.isOver = true;
        for (const giveUp of this.giveUps) giveUp();
    }

    /** Until it ends, the time is over, or nothing can be followed here for now; whether it ended. */
    private follow(row: TemporalExecution, ms: number): Promise<boolean> {
        const { id: execution_id, workspace_id, workflow_id, last_seq: after_seq } = row;
        return new Promise((resolve) => {
            const settle = (hasEnded: boolean): void => {
                clearTimeout(timer);
                this.giveUps.delete(giveUp);
                // It is told at once where it had ended before it was followed.
                setImmediate(() => follower.stop());
                resolve(hasEnded);
            };
            const giveUp = (): void => settle(false);
            let timer = setTimeout(giveUp, ms);
            this.giveUps.add(giveUp);
            const follower = this.hub.follow({
                execution_id,
                workspace_id,
                workflow_id,
                after_seq,
                is_over: false,
                sink: {
                    lines: () => undefined,
                    hint: () => undefined,
                    // By a fact, which is stored with the row that says so.
                    ended: () => settle(true),
                    failed: () => {
                        clearTimeout(timer);
                        timer = setTimeout(giveUp, Math.min(ms, AGAIN_MS));
                    }
                }
            });
        });
    }
}
