import { describe, expect, it } from "vitest";
import { hostOf, speak } from "@flowmaestro/shared/orchestrator/testing/host.ts";
import { buildPlan } from "@flowmaestro/shared/orchestrator/testing/plan-builder.ts";
import type { PlanOverrides } from "@flowmaestro/shared/orchestrator/testing/plan-builder.ts";
import { foldInstances, foldPatiently } from "./instance-table.ts";
import { sentencesOf } from "./sentences.ts";

function playing(drawing: string, overrides: PlanOverrides = {}) {
    const host = hostOf(buildPlan(drawing, overrides));
    const say = speak(host);
    say.start();
    const table = () =>
        [...foldInstances(host.plan, host.log).records.values()].map(
            ({ instance, status, reason }) =>
                [instance, status, ...(reason === undefined ? [] : [reason.code])].join(" ")
        );
    const sentences = () => host.log.flatMap((fact) => sentencesOf(host.plan, fact)?.message ?? []);
    return { host, say, table, sentences };
}

describe("instances of a loop", () => {
    //  each { a ─▶ b }
    const drawing = "each { a -> b }";

    it("are shown turn by turn, those of turns that are over included", () => {
        const { say, table } = playing(drawing);
        say.turns("each", 2);
        say.done("each[0]/a");
        say.done("each[0]/b");
        say.done("each[1]/a");
        expect(table()).toEqual([
            "each running",
            "each[0]/a completed",
            "each[0]/b completed",
            "each[1]/a completed",
            "each[1]/b running"
        ]);
    });

    it("that a failed turn never reached are skipped with it, in loops in loops too", () => {
        const { say, table } = playing("outer { each { a -> b } }");
        say.turns("outer", 1);
        say.turns("outer[0]/each", 2, { collect: true });
        say.fail("outer[0]/each[0]/a");
        expect(table()).toEqual([
            "outer running",
            "outer[0]/each running",
            "outer[0]/each[0]/a failed",
            "outer[0]/each[1]/a running",
            "outer[0]/each[0]/b skipped scope_failed",
            "outer[0]/each[1]/b pending"
        ]);
    });

    it("that were held when their loop stopped are skipped for that, not for the cap", () => {
        const { say, table } = playing(drawing, { settings: { concurrency: 1 } });
        say.turns("each", 2, { concurrency: 2 });
        expect(table()).toContain("each[1]/a pending cap");
        say.fail("each[0]/a");
        const held = table().find((line) => line.startsWith("each[1]/a "));
        expect(held).toMatch(/^each\[1\]\/a (skipped|cancelled) (scope_failed|cancelled)$/);
    });

    it("boundaries are no instances, and what they decided is said in words", () => {
        const { say, table, sentences } = playing("poll { a }");
        say.settle("poll", { kind: "loop", concurrency: 1, on_item_error: "stop" });
        say.again("poll?0", true);
        say.done("poll[0]/a");
        say.again("poll?1", false);
        expect(table()).toEqual(["poll running", "poll[0]/a completed"]);
        say.done("poll/collect");
        expect(table()[0]).toBe("poll completed");
        expect(sentences()).toEqual(
            expect.arrayContaining([
                '"poll" began.',
                '"poll" goes on with turn 1.',
                '"a" (poll[0]) started.',
                '"poll" is over after 1 turn.'
            ])
        );
    });
});

describe("a long log", () => {
    it("is read in slices, and comes to the same", async () => {
        const { host, say } = playing("each { a }");
        say.turns("each", 2_000);
        for (let turn = 0; turn < 2_000; turn += 1) say.done(`each[${turn}]/a`);
        expect(host.log.length).toBeGreaterThan(5_000);
        let others = 0;
        setImmediate(() => (others += 1));
        const patiently = await foldPatiently(host.plan, host.log);
        expect(others).toBe(1);
        expect(patiently).toEqual(foldInstances(host.plan, host.log));
    });
});
