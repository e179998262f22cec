import { expect, test } from "vitest";
import { idFloor, isId, newId } from "./ids.ts";

test("ids are UUIDs of version 7 that carry the time", () => {
    const now = Date.now() + 1_000;
    const id = newId(now);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16)).toBe(now);
    expect(isId(id)).toBe(true);
});

test("they sort in the order they were made, also when the clock steps back", () => {
    const start = Date.now() + 10_000;
    const ids = Array.from({ length: 20_000 }, (_, index) => newId(start - index));
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
});

test.each(["", "x", "00000000-0000-0000-0000-00000000000", "' or true --"])(
    "%j is no id",
    (text) => {
        expect(isId(text)).toBe(false);
    }
);

test("what was made before a moment sorts before its floor", () => {
    const now = Date.now() + 60_000;
    const [before, after] = [newId(now - 1), newId(now)];
    expect(before < idFloor(now)).toBe(true);
    expect(after >= idFloor(now)).toBe(true);
});
