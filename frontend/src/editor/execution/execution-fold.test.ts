import { describe, expect, it } from "vitest";
import { forkTaken, FORK, story } from "../testing/story.ts";
import { edgeStateOf, ExecutionFold } from "./execution-fold.ts";

function folded(
    { plan, frames }: Pick<ReturnType<typeof story>, "plan" | "frames">,
    until?: number
) {
    const fold = new ExecutionFold(plan);
    for (const frame of frames.slice(0, until)) fold.apply(frame);
    return fold;
}

const edge = (source: string, port: string, target: string) => ({ source, port, target });

describe("an execution that goes one way", () => {
    const told = forkTaken();

    it("folds to the state the core itself has", () => {
        expect(folded(told).state).toEqual(told.state);
        expect(folded(told).status).toBe("completed");
    });

    it("tells completed, skipped and never reached apart", () => {
        const fold = folded(told);
        expect(fold.runOf("yes")).toMatchObject({ status: "completed", output: [1, 2, 3] });
        expect(fold.runOf("no")).toMatchObject({
            status: "skipped",
            reason: { code: "not_taken" }
        });
        expect(fold.runOf("after").status).toBe("skipped");
        expect(fold.outputs).toEqual({ end: "end" });
    });

    it("draws the way taken, the way not taken and where it is now", () => {
        const fold = folded(told);
        expect(edgeStateOf(fold, edge("check", "true", "yes"))).toBe("taken");
        expect(edgeStateOf(fold, edge("check", "false", "no"))).toBe("off");
        expect(edgeStateOf(fold, edge("no", "out", "after"))).toBe("off");
        const running = told.frames.findIndex((frame) => frame.instance === "yes") + 1;
        expect(edgeStateOf(folded(told, running), edge("check", "true", "yes"))).toBe("active");
        expect(edgeStateOf(folded(told, 1), edge("check", "true", "yes"))).toBe("idle");
    });

    it("replaces the one run that changed and keeps the others", () => {
        const fold = new ExecutionFold(told.plan);
        for (const frame of told.frames) {
            const before = new Map(fold.runs);
            fold.apply(frame);
            const replaced = [...before].filter(([id, run]) => fold.runs.get(id) !== run);
            expect(replaced.every(([id]) => id === frame.instance)).toBe(true);
        }
    });

    it("takes no frame out of turn", () => {
        const fold = new ExecutionFold(told.plan);
        const [first, second, third] = told.frames;
        expect(fold.apply(first!)).toBe(true);
        expect(fold.apply(third!)).toBe(false);
        expect(fold.apply(first!)).toBe(false);
        expect(fold.apply(second!)).toBe(true);
        expect(fold.seq).toBe(2);
    });
});

describe("an execution that fails", () => {
    const told = story(FORK, (say) => {
        say.start();
        say.done("start");
        say.done("check", "true");
        say.fail("yes");
    });

    it("marks the node, and what was never reached with the reason", () => {
        const fold = folded(told);
        expect(fold.status).toBe("failed");
        expect(fold.error?.code).toBe("ECHO_FAILED");
        expect(fold.runOf("yes")).toMatchObject({ status: "failed", handled: "fail" });
        expect(fold.runOf("end")).toMatchObject({
            status: "unreached",
            reason: { code: "scope_failed" }
        });
        expect(edgeStateOf(fold, edge("check", "true", "yes"))).toBe("bad");
        expect(edgeStateOf(fold, edge("yes", "out", "end"))).toBe("off");
    });
});

describe("hints", () => {
    const told = story("a -> b", (say) => {
        say.start();
    });
    const hint = (type: string, more: object) => ({
        type,
        timestamp: "2026-01-01T00:00:00.000Z",
        execution_id: "x",
        instance: "a",
        ...more
    });

    it("show retries, streamed text and progress, and are gone when the node ends", () => {
        const fold = folded(told);
        fold.apply(hint("node:stream", { chunk: "Hel" }));
        fold.apply(hint("node:stream", { chunk: "lo" }));
        fold.apply(hint("node:retry", { attempt: 1, next_at: "2026-01-01T00:00:04.000Z" }));
        expect(fold.runOf("a")).toMatchObject({ status: "retrying", text: "Hello", attempts: 1 });
        expect(fold.seq).toBe(told.frames.length);
    });

    it("show a streamed text once, whoever comes back in the middle of it", () => {
        const fold = folded(told);
        const said = (from: number, n: number, chunk: string, attempt = 1) =>
            fold.apply(hint("node:stream", { attempt, from, n, chunk }));
        const text = () => fold.runOf("a")?.text;
        said(1, 1, "Once ");
        said(2, 2, "upon ");
        expect(text()).toBe("Once upon ");
        // The connection broke: all of it is told again, then what follows, some of it twice.
        said(1, 4, "Once upon a time ");
        said(4, 4, "time ");
        said(5, 5, "there");
        expect(text()).toBe("Once upon a time there");
        said(9, 9, "an end");
        expect(text()).toBe("…an end");
        said(1, 1, "Again", 2);
        expect(text()).toBe("Again");
    });
});
