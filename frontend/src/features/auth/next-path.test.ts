import { describe, expect, it } from "vitest";
import { nextPath } from "./next-path.ts";

describe("nextPath", () => {
    it.each([
        ["", "/workflows"],
        ["?next=%2Fexecutions%3Fstatus%3Dfailed", "/executions?status=failed"],
        ["?next=https%3A%2F%2Fevil.example%2F", "/workflows"],
        ["?next=%2F%2Fevil.example%2Fa", "/workflows"],
        ["?next=%2F%5Cevil.example", "/workflows"],
        ["?next=javascript%3Aalert(1)", "/workflows"],
        ["?next=%2Flogin", "/workflows"],
        ["?next=%2Fworkflows%2F1%23a", "/workflows/1#a"]
    ])("%s leads to %s", (search, path) => {
        expect(nextPath(search)).toBe(path);
    });
});
