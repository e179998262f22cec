import { describe, expect, it } from "vitest";
import { testApi } from "../api.ts";
import type { TestApi } from "../api.ts";
import { testTemporal } from "../temporal.ts";
import { Comparison } from "./comparison.ts";
import { unlike } from "./same-facts.ts";
import { RUNS, forEachSeed } from "./seeds.ts";

/**
 * The same random workflows on both engines: each agrees with the interpreter, and both have written
 * the same facts, but for time and for the order of what runs at the same time.
 */
const AT_ONCE = 12;

const env = await testTemporal();
const common = { RATE_LIMIT_STARTS_PER_SECOND: "0" };
const embedded = await testApi(common);
const temporal =
    env === null
        ? null
        : await testApi({
              ...common,
              TEMPORAL_ADDRESS: env.address,
              TEMPORAL_NAMESPACE: env.namespace
          });

describe("random workflows on both engines", () => {
    it(`are the same facts, ${RUNS} of them`, { timeout: 900_000 }, async () => {
        if (temporal === null) throw new Error("There is no Temporal.");
        expect(temporal.deps.engine.name).toBe("temporal");
        const one = await Comparison.of(await embedded.register());
        const other = await Comparison.of(await temporal.register());
        const wrong = await forEachSeed(RUNS, AT_ONCE, async (seed) => {
            const [here, there] = await Promise.all([one.compare(seed), other.compare(seed)]);
            const pairs = here.executions.map((id, at) => [id, there.executions[at]] as const);
            const differences = await Promise.all(
                pairs.map(async ([left, right]) =>
                    right === undefined
                        ? []
                        : unlike(await factsOf(embedded, left), await factsOf(temporal, right))
                )
            );
            return [...here.differences, ...there.differences, ...differences.flat()];
        });
        expect(wrong).toEqual([]);
    });
});

async function factsOf({ deps }: TestApi, id: string) {
    return { facts: await deps.data.rows.facts(id) };
}
