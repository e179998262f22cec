import { expect, it } from "vitest";
import { testApi } from "../../../../test/api.ts";
import { ended, saved } from "../../../../test/flows.ts";

const api = await testApi();

const position = { x: 0, y: 0 };
const edge = (source: string, target: string) => ({ id: `${source}-${target}`, source, target });

//  s0 ─▶ s1 ─▶ s2 ─▶ s3 (each twice the one before: 14 MB) ─▶ five outputs of that, side by side
it("outputs that are more together than a value may hold are left out, each still to be had", async () => {
    const mira = await api.register();
    const nodes: { [id: string]: object } = {};
    const edges: object[] = [];
    for (let n = 0; n < 4; n += 1) {
        const before = n === 0 ? "${inputs.text}" : `\${s${n - 1}.output}`;
        const data = { value: [before, before] };
        nodes[`s${n}`] = { id: `s${n}`, type: "echo", position, data };
        if (n > 0) edges.push(edge(`s${n - 1}`, `s${n}`));
    }
    for (let n = 0; n < 5; n += 1) {
        nodes[`o${n}`] = {
            id: `o${n}`,
            type: "output",
            position,
            data: { output: "${s3.output}" }
        };
        edges.push(edge("s3", `o${n}`));
    }
    const workflow_id = await saved(mira, { nodes, edges });
    const inputs = { text: "x".repeat(900_000) };
    const start = await mira.call("POST", "/api/workflows/execute", {
        body: { workflow_id, inputs }
    });
    const shown = await ended(mira, start.data.execution_id);
    expect(shown).toMatchObject({ status: "completed", outputs: null });
    const url = `/api/executions/${shown.id}/instances/o4` as const;
    const { data } = await mira.call("GET", url);
    expect(data).toMatchObject({ status: "completed", truncated: true });
    expect(data.output_url).toContain(shown.id);
}, 60_000);
