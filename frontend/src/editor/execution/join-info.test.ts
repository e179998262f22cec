import { expect, it } from "vitest";
import { story } from "../testing/story.ts";
import { ExecutionFold } from "./execution-fold.ts";
import { joinInfo } from "./join-info.ts";

function folded({ plan, frames }: ReturnType<typeof story>) {
    const fold = new ExecutionFold(plan);
    for (const frame of frames) fold.apply(frame);
    return fold;
}

it("says which steps a join still waits for", () => {
    const told = story("a -> t, b -> t", (say) => {
        say.start();
        say.done("a");
    });
    expect(joinInfo(folded(told), "t")).toEqual({
        hasNoTurn: false,
        needed: 0,
        taken: 1,
        open: ["b"]
    });
});

it("says how many connections a join needs, and has", () => {
    const told = story("t(2), a -> t, b -> t, c -> t", (say) => {
        say.start();
        say.done("c");
    });
    expect(joinInfo(folded(told), "t")).toMatchObject({ needed: 2, taken: 1, open: ["a", "b"] });
});

it("says that a loop has not come to a step's turn", () => {
    const told = story("each { x }", (say) => say.start());
    expect(joinInfo(folded(told), "x")).toMatchObject({ hasNoTurn: true });
});
