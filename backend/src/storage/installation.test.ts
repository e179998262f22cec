import { expect, it } from "vitest";
import { testDatabase } from "../../test/database.ts";
import { installationOf } from "./installation.ts";

const one = await testDatabase();
const other = await testDatabase();

it("has one name in all its processes and parts, and another one in another database", async () => {
    const { app, engine } = one.pools;
    const name = await installationOf(app);
    expect(name).toMatch(/^[0-9a-f]{12}$/);
    expect(await installationOf(app)).toBe(name);
    expect(await installationOf(engine)).toBe(name);
    expect(await installationOf(other.pools.app)).not.toBe(name);
});
