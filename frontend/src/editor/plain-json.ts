import { z } from "zod";

const json = z.json();

/** What the wire takes: our documents are JSON, but their types do not say so. */
export function plainJson(value: unknown): z.infer<typeof json> {
    return json.parse(value);
}
