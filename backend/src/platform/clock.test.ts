import { expect, test } from "vitest";
import { testDatabase } from "../../test/database.ts";
import { createClock, synchronise } from "./clock.ts";

const { pools } = await testDatabase();

test("it tells the database's time, whatever this machine's clock says", async () => {
    const clock = createClock();
    expect(() => clock.now()).toThrow(/not asked/);
    await synchronise(clock, pools.engine);
    const { rows } = await pools.engine.query<{ at: number }>(
        "select extract(epoch from clock_timestamp())::float8 * 1000 as at"
    );
    expect(Math.abs(clock.now() - rows[0]!.at)).toBeLessThan(5_000);
});

test("it never goes back and is never ahead of the answers it has seen", () => {
    let monotonic = 0;
    const clock = createClock(() => monotonic);
    // The database reads 1000 somewhere between our 0 and our 100.
    monotonic = 100;
    clock.observe(1_000, 0, 100);
    expect(clock.now()).toBe(1_000);
    // A quick answer narrows it: between 100 and 102 the database read 1060.
    clock.observe(1_060, 100, 102);
    monotonic = 102;
    expect(clock.now()).toBe(1_060);
    // The database's clock was set back a minute: ours stands until it has caught up.
    clock.observe(-58_940, 102, 103);
    expect(clock.now()).toBe(1_060);
});
