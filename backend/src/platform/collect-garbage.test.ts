import { memoryUsage } from "node:process";
import { expect, it } from "vitest";
import { collectGarbage } from "./collect-garbage.ts";

it("gives back what nobody holds any more", () => {
    let garbage: { readonly index: number }[][] | null = Array.from({ length: 200 }, () =>
        Array.from({ length: 5_000 }, (_, index) => ({ index }))
    );
    const kept = garbage[7];
    const before = memoryUsage().heapUsed;
    garbage = null;
    collectGarbage();
    expect(kept?.[4_999]).toEqual({ index: 4_999 });
    expect(before - memoryUsage().heapUsed).toBeGreaterThan(20_000_000);
    expect("gc" in globalThis).toBe(false);
});
