import type { OpenChild } from "@flowmaestro/shared/orchestrator/open.ts";
import type { NodeError } from "@flowmaestro/shared/orchestrator/values.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Logger } from "../../platform/logger.ts";
import { childId } from "../derived-ids.ts";
import type { SignalRequest, StartReceipt, StartRequest } from "../engine.ts";
import { refusedCall } from "../hosting/child-calls.ts";
import type { ChildCalls } from "../hosting/child-calls.ts";
import type { Executions } from "./executions.ts";
import { pause } from "./host.ts";
import type { Host } from "./host.ts";
import type { Hot } from "./hot.ts";
import type { EngineStore } from "./store.ts";

export interface ChildrenOptions {
    readonly store: Pick<EngineStore, "executions">;
    readonly host: Host;
    readonly time: Clock;
    readonly logger: Logger;
    readonly calls: ChildCalls;
    readonly executions: Executions;
    readonly start: (request: StartRequest) => Promise<StartReceipt>;
    readonly signal: (request: SignalRequest) => Promise<unknown>;
}

const LONGEST_PAUSE_MS = 5_000;

/**
 * Calls of other workflows. A child's id follows from who calls it, so a call that is made again
 * (after a crash, by another process) meets the child that is there. Its end comes back through the
 * inbox: the row is in the batch that stores the end (`calls.ts`), so it is not lost between the two.
 *
 *     child:opened stored ──▶ begin ──▶ the child's first batch … its last, with the report
 *                                                                      │
 *     the caller's node ends ◀── child event ◀── inbox, values copied ◀┘
 *
 * What a caller lets go of before the child's first batch is taken is not begun; later, the batch that
 * lets go of it finds its row and cancels it. So there is no moment in which a child is forgotten.
 */
export class Children {
    private readonly options: ChildrenOptions;

    constructor(options: ChildrenOptions) {
        this.options = options;
    }

    /** Tries until it is started, refused, or not wanted any more. */
    async begin(hot: Hot, open: OpenChild): Promise<void> {
        const { host, logger } = this.options;
        hot.calls += 1;
        try {
            for (let tries = 0; isWanted(hot, open); tries += 1) {
                try {
                    await this.call(hot, open);
                    return;
                } catch (error) {
                    const reason = error instanceof Error ? error.message : String(error);
                    const about = { event: "engine.call_waits", execution_id: hot.row.id, reason };
                    logger.warn(about, "A child cannot be started yet");
                }
                await pause(host, Math.min(100 * 2 ** tries, LONGEST_PAUSE_MS));
            }
        } finally {
            hot.calls -= 1;
        }
    }

    /** Awaited children whose callers have ended without their hearing of it. */
    async sweep(owner: string): Promise<void> {
        const { store, signal } = this.options;
        for (const { id, workspace_id } of await store.executions.orphansOf(owner, 100))
            await signal({
                execution_id: id,
                workspace_id,
                dedupe_key: "cancel:caller",
                signal: { kind: "cancel", by: "system", reason: "Its caller has ended." }
            });
    }

    private async call(hot: Hot, open: OpenChild): Promise<void> {
        const { store, executions, time } = this.options;
        const child_id = childId(hot.row.id, open.id);
        const known = await store.executions.execution(child_id);
        const refused = known === null ? await this.start(hot, open) : null;
        const at = time.now();
        if (refused !== null) {
            executions.push(hot, { event: refusedCall(at, open.id, refused) });
        } else if (open.detached) {
            const output = { json: { execution_id: child_id } };
            const result = { kind: "done" as const, port: "out", output };
            executions.push(hot, { event: { kind: "child", at, id: open.id, result } });
        }
    }

    private async start(hot: Hot, open: OpenChild): Promise<NodeError | null> {
        const call = await this.options.calls.request(hot, open, () => isWanted(hot, open));
        if (!call.ok) return call.error;
        if (isWanted(hot, open)) await this.options.start(call.request);
        return null;
    }
}

function isWanted(hot: Hot, open: OpenChild): boolean {
    return !hot.gone && hot.open.get(open.id)?.open.kind === "child";
}
