import { z } from "zod";

/** What `compile` has to say, used verbatim by editor, API and CLI. */
export const problemSchema = z.object({
    code: z.string(),
    severity: z.enum(["error", "warning"]),
    message: z.string(),
    solution: z.string(),
    node_id: z.string().optional(),
    /** Path into the node, as in `data.condition.rules[0].left`. */
    field: z.string().optional(),
    edge_id: z.string().optional()
});

export type Problem = z.infer<typeof problemSchema>;
