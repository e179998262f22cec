import { join } from "node:path";
import { z } from "zod";

/** `docs/nodes.md`: rendered by the kit, from the catalogue that has just been written. */
export async function renderNodeDocs(): Promise<string> {
    const nodes = join(import.meta.dirname, "../../nodes");
    const { renderNodeDocs: render } = moduleOf.parse(await import(join(nodes, "kit/docs.ts")));
    const { catalogue } = z
        .object({ catalogue: z.unknown() })
        .parse(await import(join(nodes, "catalogue.gen.ts")));
    return z.string().parse(render(catalogue));
}

const moduleOf = z.object({
    renderNodeDocs: z.custom<(catalogue: unknown) => unknown>(
        (value) => typeof value === "function"
    )
});
