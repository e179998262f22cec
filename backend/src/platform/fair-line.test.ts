import { expect, it } from "vitest";
import { FairLine, Fifo } from "./fair-line.ts";

it("takes one of each in turn, in the order each brought them", () => {
    const line = new FairLine<string>();
    for (let index = 0; index < 4; index += 1) line.push("many", `many ${index}`);
    line.push("one", "one 0");
    expect(line.size).toBe(5);
    const taken = Array.from({ length: 6 }, () => line.shift());
    expect(taken).toEqual(["many 0", "one 0", "many 1", "many 2", "many 3", undefined]);
    line.push("one", "one 1");
    expect(line.shift()).toBe("one 1");
    expect(line.size).toBe(0);
});

it("passes over whoever may not just now, and forgets nothing of theirs", () => {
    const line = new FairLine<number>();
    line.push("a", 1);
    line.push("b", 2);
    line.push("a", 3);
    expect(line.shift((who) => who === "b")).toBe(2);
    expect(line.shift((who) => who === "b")).toBeUndefined();
    expect([line.shift(), line.shift()]).toEqual([1, 3]);
});

it("keeps the order over many thousand", () => {
    const fifo = new Fifo<number>();
    let next = 0;
    for (let index = 0; index < 10_000; index += 1) {
        fifo.push(index);
        if (index % 3 === 0) expect(fifo.shift()).toBe(next++);
    }
    while (fifo.size > 0) expect(fifo.shift()).toBe(next++);
    expect(next).toBe(10_000);
});
