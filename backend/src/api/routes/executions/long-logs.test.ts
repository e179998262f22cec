import { expect, it } from "vitest";
import { z } from "zod";
import { testApi } from "../../../../test/api.ts";
import { chain, ended, started } from "../../../../test/flows.ts";

const api = await testApi();

// Each step that takes its time is a tick of the engine, and a row of the log of its own.
it("a log of many rows is read whole, and page by page without a gap", async () => {
    const mira = await api.register();
    const id = await started(mira, chain(100, 1));
    const shown = await ended(mira, id);
    const rows = await api.database.admin.query(
        "select 1 from execution_log where execution_id = $1",
        [id]
    );
    expect(rows.rowCount).toBeGreaterThan(64);
    expect(Object.keys(shown.current_state.instances).length).toBeGreaterThanOrEqual(100);
    const seen: number[] = [];
    for (let after = 0; ;) {
        const url =
            `/api/executions/${id}/events?format=facts&limit=37&after_seq=${after}` as const;
        const { events, next_seq } = (await mira.call("GET", url)).data;
        expect(next_seq).toBe(after + events.length);
        seen.push(...events.map(({ at }) => z.number().parse(at)));
        if (events.length < 37) break;
        after = next_seq;
    }
    expect(seen.length).toBe(shown.last_seq);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
});
