import { z } from "zod";
import type { Frame } from "@flowmaestro/shared/contract/frames.ts";
import { frameSchema } from "@flowmaestro/shared/contract/routes/executions.ts";
import type { Execution } from "@flowmaestro/shared/contract/routes/executions.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { WorkflowDefinition } from "@flowmaestro/shared/workflow/document.ts";
import { call } from "../../api/client.ts";
import { live } from "../../api/live.ts";
import type { ConnectionState, SocketFrame } from "../../lib/websocket.ts";

/** The exact graph that ran. */
export interface RanGraph {
    readonly definition: WorkflowDefinition;
    readonly plan: Plan;
    readonly workflowDeleted: boolean;
}

/** Where an execution's facts come from: the edge between the store and the network. */
export interface ExecutionSource {
    readonly summary: (id: string) => Promise<Execution>;
    readonly graph: (id: string) => Promise<RanGraph>;
    readonly events: (
        id: string,
        afterSeq: number
    ) => Promise<{ readonly frames: readonly Frame[]; readonly nextSeq: number }>;
    /** Frames from `afterSeq` on, in order, as they happen. */
    readonly follow: (
        id: string,
        afterSeq: number,
        onFrame: (frame: Frame) => void,
        onConnection: (state: ConnectionState) => void
    ) => () => void;
}

const PAGE = 1_000;

/** The server compiled it and the core reads it: only the format is ours to check. */
const planSchema = z.custom<Plan>(
    (value) => z.looseObject({ format: z.literal(1) }).safeParse(value).success
);

export const liveSource: ExecutionSource = {
    summary: (id) => call("getExecution", { params: { id } }),
    graph: async (id) => {
        const graph = await call("getExecutionGraph", { params: { id } });
        return {
            definition: graph.definition,
            plan: planSchema.parse(graph.plan),
            workflowDeleted: graph.workflow_deleted
        };
    },
    events: async (id, afterSeq) => {
        const page = await call("listEvents", {
            params: { id },
            query: { after_seq: String(afterSeq), limit: String(PAGE) }
        });
        const frames = page.events.flatMap((event) => {
            const frame = frameSchema.safeParse(event);
            return frame.success ? [frame.data] : [];
        });
        return { frames, nextSeq: page.next_seq };
    },
    follow: (id, afterSeq, onFrame, onConnection) => {
        const hear = (frame: SocketFrame & { readonly execution_id: string }) => {
            if (frame.execution_id !== id) return;
            const parsed = frameSchema.safeParse(frame);
            if (parsed.success) onFrame(parsed.data);
        };
        live.on("execution:update", hear);
        live.on("state", onConnection);
        const stop = live.subscribe(id, afterSeq);
        return () => {
            stop();
            live.off("execution:update", hear);
            live.off("state", onConnection);
        };
    }
};
