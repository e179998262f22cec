import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Frame } from "@flowmaestro/shared/contract/frames.ts";
import type { Execution } from "@flowmaestro/shared/contract/routes/executions.ts";
import { localApiError } from "../../api/api-error.ts";
import type { ConnectionState } from "../../lib/websocket.ts";
import { drawn } from "../testing/tiny-catalogue.ts";
import { EXECUTION, forkTaken } from "../testing/story.ts";
import { createExecutionStore } from "./execution-store.ts";
import type { ExecutionStore } from "./execution-store.ts";
import type { ExecutionSource } from "./execution-source.ts";

const told = forkTaken();

/** The server's side of watching: it has so many facts by now, and a line that may break. */
class Line implements ExecutionSource {
    reached = 1;
    isDown = false;
    asked: number[] = [];
    onFrame: ((frame: Frame) => void) | null = null;
    onConnection: ((state: ConnectionState) => void) | null = null;

    summary = async () => Promise.resolve(summaryOf(this.reached));

    graph = async () => {
        if (this.isDown) throw localApiError("NETWORK");
        const { definition } = drawn([]);
        return Promise.resolve({ definition, plan: told.plan, workflowDeleted: false });
    };

    events = async (_id: string, afterSeq: number) => {
        if (this.isDown) throw localApiError("NETWORK");
        this.asked.push(afterSeq);
        // Two at a time, so that paging is used.
        const frames = told.frames.slice(afterSeq, Math.min(this.reached, afterSeq + 2));
        return Promise.resolve({ frames, nextSeq: afterSeq + frames.length });
    };

    follow: ExecutionSource["follow"] = (_id, afterSeq, onFrame, onConnection) => {
        this.onFrame = onFrame;
        this.onConnection = onConnection;
        for (const frame of told.frames.slice(afterSeq, this.reached)) onFrame(frame);
        return () => {
            this.onFrame = null;
        };
    };

    say(until: number): void {
        const from = this.reached;
        this.reached = until;
        for (const frame of told.frames.slice(from, until)) this.onFrame?.(frame);
    }
}

let line: Line;
let store: ExecutionStore;
const all = told.frames.length;

beforeEach(() => {
    vi.useFakeTimers();
    line = new Line();
    store = createExecutionStore(line);
});

afterEach(() => {
    store.close();
    vi.useRealTimers();
});

describe("watching", () => {
    it("follows from the first fact to the last, and lets go of the line then", async () => {
        await store.watch(EXECUTION);
        await vi.advanceTimersByTimeAsync(20);
        expect(store.getState()).toMatchObject({ status: "running", isShown: true });
        line.say(all);
        await vi.advanceTimersByTimeAsync(20);
        expect(store.getState().status).toBe("completed");
        expect(store.getState().frames).toHaveLength(all);
        expect(line.onFrame).toBeNull();
    });

    it("paints the facts of one moment together", async () => {
        await store.watch(EXECUTION);
        await vi.advanceTimersByTimeAsync(20);
        const painted = vi.fn();
        store.subscribe(painted);
        line.say(all - 1);
        expect(painted).not.toHaveBeenCalled();
        await vi.advanceTimersByTimeAsync(20);
        expect(painted).toHaveBeenCalledTimes(1);
    });

    it("reads a past execution in pages, without a line", async () => {
        line.reached = all;
        await store.watch(EXECUTION, { isShown: false });
        await vi.advanceTimersByTimeAsync(20);
        expect(store.getState().frames).toHaveLength(all);
        expect(store.getState().isShown).toBe(false);
        expect(line.asked).toEqual([0, 2, 4, 6, 8, 10, all]);
    });

    it("says why when there is nothing to be had", async () => {
        line.isDown = true;
        await store.watch(EXECUTION);
        expect(store.getState().error?.code).toBe("NETWORK");
    });
});

describe("a line that breaks", () => {
    it("asks for the same facts meanwhile, and misses and doubles none", async () => {
        await store.watch(EXECUTION);
        line.onConnection?.({ kind: "waiting", retryAt: 0, attempt: 1 });
        line.reached = 6;
        await vi.advanceTimersByTimeAsync(2_100);
        expect(store.getState().frames.map((frame) => frame.seq)).toEqual([1, 2, 3, 4, 5, 6]);
        line.onConnection?.({ kind: "open" });
        // The line repeats what it had not sent, from where it broke.
        for (const frame of told.frames.slice(2)) line.onFrame?.(frame);
        await vi.advanceTimersByTimeAsync(20);
        expect(store.getState().frames).toHaveLength(all);
        expect(store.getState().status).toBe("completed");
    });

    it("asks for what a silent line should have said", async () => {
        await store.watch(EXECUTION);
        line.onConnection?.({ kind: "open" });
        line.reached = all;
        await vi.advanceTimersByTimeAsync(20_100);
        expect(store.getState().status).toBe("completed");
        expect(line.onFrame).toBeNull();
    });

    it("drops what comes after a gap until the gap is filled", async () => {
        await store.watch(EXECUTION);
        await vi.advanceTimersByTimeAsync(20);
        line.onFrame?.(told.frames[4]!);
        await vi.advanceTimersByTimeAsync(20);
        expect(store.getState().frames).toHaveLength(1);
        for (const frame of told.frames.slice(1)) line.onFrame?.(frame);
        await vi.advanceTimersByTimeAsync(20);
        expect(store.getState().frames).toHaveLength(all);
    });
});

describe("looking back", () => {
    it("shows the moment after any fact, and the present again", async () => {
        line.reached = all;
        await store.watch(EXECUTION);
        await vi.advanceTimersByTimeAsync(20);
        store.look(2);
        expect(store.getState().fold?.status).toBe("running");
        expect(store.getState().fold?.runOf("yes").status).toBe("pending");
        expect(store.getState().shownSeq).toBe(2);
        expect(store.present()?.status).toBe("completed");
        store.look(null);
        expect(store.getState().fold).toBe(store.present());
    });
});

function summaryOf(reached: number): Execution {
    const time = "2026-01-01T00:00:00.000Z";
    return {
        id: EXECUTION,
        execution_id: EXECUTION,
        workflow_id: EXECUTION,
        workflow_name: "W",
        version: 1,
        number: 1,
        trigger: "test",
        status: reached >= all ? "completed" : "running",
        created_at: time,
        started_at: time,
        completed_at: reached >= all ? time : null,
        duration_ms: null,
        inputs: {},
        outputs: null,
        current_state: { instances: {}, waiting: [] },
        last_seq: reached,
        parent_execution_id: null,
        caller: null,
        children: [],
        reruns: [],
        engine: "embedded"
    };
}
