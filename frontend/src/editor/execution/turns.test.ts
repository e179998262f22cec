import { describe, expect, it } from "vitest";
import { framesOf, story } from "../testing/story.ts";
import { hostOf, speak } from "@flowmaestro/shared/orchestrator/testing/host.ts";
import { buildPlan } from "@flowmaestro/shared/orchestrator/testing/plan-builder.ts";
import { ExecutionFold } from "./execution-fold.ts";
import { ShownTurns } from "./shown-turns.ts";
import { TimelineModel } from "./timeline-model.ts";
import { TURN, Turns } from "./turns.ts";

function folded({ plan, frames }: ReturnType<typeof story>, shown = new ShownTurns()) {
    const fold = new ExecutionFold(plan, shown);
    for (const frame of frames) fold.apply(frame);
    return fold;
}

// each { x ──► y } ──► z, four turns of which the second fails and is collected
const collected = () =>
    story("each { x -> y }, each -> z", (say) => {
        say.start();
        say.turns("each", 4, { collect: true });
        say.done("each[0]/x", "out", "a");
        say.done("each[0]/y");
        say.fail("each[1]/x");
        say.done("each[2]/x", "out", "c");
    });

describe("the turns of a loop", () => {
    it("are counted, and the one that goes on is shown", () => {
        const fold = folded(collected());
        const turns = fold.turnsOf("each")!;
        expect(turns).toMatchObject({ total: 4, started: 3, done: 1, failed: 1 });
        expect([...turns.live]).toEqual([2]);
        expect(fold.shownInstance("y")).toBe("each[2]/y");
        expect(fold.runOf("x")).toMatchObject({ status: "completed", output: "c" });
        expect(fold.runOf("y").status).toBe("running");
        expect(fold.runOf("each").status).toBe("running");
    });

    it("show the steps of the turn that was chosen, and follow again", () => {
        const fold = folded(collected());
        fold.shown.choose("each", 0);
        expect(fold.runOf("x")).toMatchObject({ status: "completed", output: "a" });
        fold.shown.choose("each", 1);
        expect(fold.runOf("x").status).toBe("failed");
        expect(fold.runOf("y")).toMatchObject({
            status: "unreached",
            reason: { code: "scope_failed", details: { instance: "each[1]/x" } }
        });
        fold.shown.choose("each", 3);
        expect(fold.runOf("x").status).toBe("pending");
        fold.shown.choose("each", null);
        expect(fold.shownInstance("x")).toBe("each[2]/x");
    });

    it("find the failed ones from where one stands", () => {
        const turns = folded(collected()).turnsOf("each")!;
        expect(turns.failedFrom(-1, 1)).toBe(1);
        expect(turns.failedFrom(1, 1)).toBeNull();
        expect(turns.failedFrom(3, -1)).toBe(1);
    });

    it("say which of them waits", () => {
        const told = story("each { ask }", (say) => {
            say.start();
            say.turns("each", 3, { concurrency: 3 });
            for (const turn of [0, 2]) {
                const wait = {
                    kind: "wait",
                    request: { prompt: "?" },
                    on_timeout: "fail"
                } as const;
                say.settle(`each[${turn}]/ask`, wait);
            }
            say.answer("each[2]/ask");
        });
        const fold = folded(told);
        const turns = fold.turnsOf("each")!;
        expect(turns.statusOf(0)).toBe(TURN.waiting);
        expect(turns.statusOf(1)).toBe(TURN.live);
        expect(turns.statusOf(2)).toBe(TURN.completed);
        expect(fold.waiting.map((run) => run.instance)).toEqual(["each[0]/ask"]);
        expect(fold.runAt("each[2]/ask").question).toMatchObject({ answeredBy: "ann" });
    });

    it("page on their own where loops are nested", () => {
        const told = story("outer { inner { x } }", (say) => {
            say.start();
            say.turns("outer", 2);
            for (const turn of [0, 1]) {
                say.turns(`outer[${turn}]/inner`, 2);
                say.done(`outer[${turn}]/inner[0]/x`, "out", `${turn}0`);
                if (turn === 1) break;
                say.done(`outer[${turn}]/inner[1]/x`, "out", `${turn}1`);
                say.done(`outer[${turn}]/inner/collect`);
            }
        });
        const fold = folded(told);
        expect(fold.shownInstance("x")).toBe("outer[1]/inner[1]/x");
        fold.shown.choose("inner", 0);
        expect(fold.runOf("x").output).toBe("10");
        fold.shown.choose("outer", 0);
        expect(fold.runOf("x").output).toBe("00");
        fold.shown.chooseAround("outer[0]/inner[1]/x");
        expect(fold.runOf("x").output).toBe("01");
    });

    it("lead from a failed loop to the step that failed in it", () => {
        const told = story("each { x -> y }", (say) => {
            say.start();
            say.turns("each", 3, { concurrency: 2 });
            say.done("each[0]/x");
            say.fail("each[1]/x");
            say.done("each[0]/y");
        });
        const fold = folded(told);
        expect(fold.status).toBe("failed");
        expect(fold.failed?.instance).toBe("each[1]/x");
        expect(fold.error?.details).toEqual({ node_id: "x", instance: "each[1]/x" });
        expect(fold.shownInstance("x")).toBe("each[1]/x");
    });

    it("lead through loops in loops, and past what failed in the grace", () => {
        const told = story("region { shop { x } }, a", (say) => {
            say.start();
            say.turns("region", 2, { concurrency: 2 });
            say.turns("region[0]/shop", 1);
            say.turns("region[1]/shop", 2, { concurrency: 2 });
            say.fail("region[1]/shop[1]/x", "FIRST");
            say.fail("region[1]/shop[0]/x", "SECOND");
            say.fail("region[0]/shop[0]/x", "THIRD");
            say.fail("a", "FOURTH");
        });
        const fold = folded(told);
        expect(fold.error?.code).toBe("FIRST");
        expect(fold.failed?.instance).toBe("region[1]/shop[1]/x");
        expect(fold.error?.details?.["instance"]).toBe("region[1]/shop[1]/x");
    });

    it("stay at a loop that failed by itself, whatever failed in its turns", () => {
        const told = story("each { x }", (say) => {
            say.start();
            say.turns("each", 1, { collect: true });
            say.fail("each[0]/x");
            const error = { code: "TOO_LARGE", message: "Too large.", is_retryable: false };
            const details = { index: 0 };
            say.settle("each/collect", { kind: "failed", error: { ...error, details } });
        });
        expect(folded(told).failed?.instance).toBe("each");
    });

    it("say of a body that never ran why its loop did not", () => {
        const told = story("a:true -> each { x }", (say) => {
            say.start();
            say.done("a", "false");
        });
        expect(folded(told).runOf("x")).toMatchObject({
            status: "unreached",
            reason: { code: "not_taken" }
        });
    });
});

describe("ten thousand turns", () => {
    it("are folded without growing slower, and drawn in a few cells", () => {
        const host = hostOf(buildPlan("each { x }"));
        const say = speak(host);
        say.start();
        say.turns("each", 10_000, { concurrency: 50 });
        for (let turn = 0; turn < 10_000; turn += 1) say.done(`each[${turn}]/x`);
        say.done("each/collect");
        const frames = framesOf(host.log);
        const begun = performance.now();
        const fold = new ExecutionFold(host.plan);
        for (const frame of frames) fold.apply(frame);
        const model = new TimelineModel();
        model.read(frames);
        expect(performance.now() - begun).toBeLessThan(5_000);
        const turns = fold.turnsOf("each")!;
        expect(turns).toMatchObject({ done: 10_000, started: 10_000 });
        expect(turns.cells(24)).toHaveLength(24);
        expect(fold.runOf("x").instance).toBe("each[9999]/x");
    });
});

describe("cells", () => {
    it("stand for several turns and show what is worth most attention", () => {
        const turns = new Turns({
            instance: "each",
            turns: 100,
            concurrency: 1,
            on_item_error: "collect"
        });
        for (let turn = 0; turn < 60; turn += 1) {
            turns.start(turn, turn);
            turns.end(turn, turn, turn === 41 ? TURN.failed : TURN.completed);
        }
        const cells = turns.cells(10);
        expect(cells.map((cell) => cell.status)).toEqual([1, 1, 1, 1, 5, 1, 0, 0, 0, 0]);
        expect(cells[4]?.first).toBe(40);
    });
});
