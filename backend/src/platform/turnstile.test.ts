import { setImmediate as breath } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { Turnstile } from "./turnstile.ts";

describe("a turnstile", () => {
    it("lets as many through as it is wide, one of each in turn, whatever becomes of them", async () => {
        const turnstile = new Turnstile(2);
        const entered: string[] = [];
        let inside = 0;
        let most = 0;
        const visit = (who: string, name: string) =>
            turnstile.pass(who, async () => {
                entered.push(name);
                inside += 1;
                most = Math.max(most, inside);
                await breath();
                inside -= 1;
                if (name === "a2") throw new Error("a2 fell");
            });
        const visits = [
            visit("a", "a1"),
            visit("a", "a2"),
            visit("a", "a3"),
            visit("a", "a4"),
            visit("b", "b1")
        ];
        const ends = await Promise.allSettled(visits);
        expect(ends.map(({ status }) => status)).toEqual([
            "fulfilled",
            "rejected",
            "fulfilled",
            "fulfilled",
            "fulfilled"
        ]);
        expect(most).toBe(2);
        expect(entered).toEqual(["a1", "a2", "a3", "b1", "a4"]);
        await visit("a", "later");
        expect(entered.at(-1)).toBe("later");
    });
});
