import type { Incoming } from "@flowmaestro/nodes/kit/context.ts";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import type { ScopeRequest } from "./scope.ts";
import { soon } from "./soon.ts";
import type { Soon } from "./soon.ts";
import type { Values } from "./values.ts";

/**
 * What the edges into a node bring that were live when it started, in the order of the document. The
 * log says when that was, so what arrives while it runs or is found after a crash changes nothing.
 */
export function loadIncoming(request: ScopeRequest, values: Values): Soon<readonly Incoming[]> {
    const { plan, instance, results } = request;
    const beside = instance.slice(0, instance.lastIndexOf("/") + 1);
    const loading: Promise<void>[] = [];
    const found = results.arrivedFor(instance).flatMap((index) => {
        const edge = plan.edges[index];
        const source = plan.nodes[edge?.source ?? -1];
        if (edge === undefined || source === undefined) return [];
        const entry = { source: source.id, port: edge.port, output: null as Json };
        const { output, error } = results.of(`${beside}${source.id}`) ?? {};
        // What failed and was handled brings null, by whichever port.
        if (error === undefined && output !== undefined) {
            const read = soon(values.read(output), (json) => {
                entry.output = json;
            });
            if (read instanceof Promise) loading.push(read);
        }
        return [entry];
    });
    return loading.length === 0 ? found : Promise.all(loading).then(() => found);
}
