import { expect, it } from "vitest";
import { Lanes } from "./lanes.ts";

it("leave places for the next workspace, and let everybody in in turn", () => {
    const lanes = new Lanes();
    const begun: string[] = [];
    const leave: (() => void)[] = [];
    const enter = (who: string): void =>
        lanes.enter("io", who, (go) => {
            begun.push(who);
            leave.push(go);
        });
    for (let index = 0; index < 1_000; index += 1) enter("many");
    const many = begun.length;
    expect(many).toBeLessThan(256);
    enter("one");
    expect(begun.at(-1)).toBe("one");
    for (let index = 0; index < 10; index += 1) leave[index]?.();
    expect(begun).toHaveLength(many + 11);
    // Twice is once.
    leave[0]?.();
    expect(begun).toHaveLength(many + 11);
});

it("let thousands through that have nothing to do any more", () => {
    const lanes = new Lanes();
    let last: (() => void) | undefined;
    let count = 0;
    lanes.enter("code", "a", (leave) => {
        last = leave;
    });
    for (let index = 0; index < 20_000; index += 1)
        lanes.enter("code", "a", (leave) => {
            count += 1;
            leave();
        });
    last?.();
    expect(count).toBe(20_000);
});
