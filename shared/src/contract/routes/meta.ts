import { z } from "zod";
import { route } from "../route.ts";
import { text } from "../lists.ts";

const nodeTypeSchema = z.object({
    type: z.string(),
    category: z.string(),
    name: z.string(),
    description: z.string(),
    keywords: z.array(z.string()),
    icon: z.string(),
    version: z.int(),
    effect: z.string(),
    inputs: z.array(z.object({ id: z.string(), label: z.string() })),
    outputs: z.array(z.object({ id: z.string(), label: z.string() })),
    /** JSON Schema of `data`. */
    config_schema: z.json(),
    /** The form generated from it. */
    form: z.json()
});

export const metaRoutes = {
    listNodes: route({
        method: "GET",
        path: "/nodes",
        tag: "Nodes",
        summary: "The node types there are",
        permission: "viewer",
        response: z.object({ nodes: z.array(nodeTypeSchema) })
    }),
    getInfo: route({
        method: "GET",
        path: "/info",
        tag: "System",
        summary: "What a client has to know before signing in",
        permission: "public",
        response: z.object({
            name: z.string(),
            version: z.string(),
            environment: z.enum(["development", "test", "production"]),
            engine: z.enum(["embedded", "temporal"]),
            /** Present on a development start only. */
            demo_login: z.object({ email: z.string(), password: z.string() }).optional()
        })
    }),
    sendClientLogs: route({
        method: "POST",
        path: "/client-logs",
        tag: "System",
        summary: "What the browser logged",
        permission: "viewer",
        body: z.strictObject({
            session_id: text(64),
            logs: z
                .array(
                    z.strictObject({
                        level: z.enum(["debug", "info", "warn", "error"]),
                        message: text(2_000),
                        timestamp: z.iso.datetime({ offset: true }),
                        correlation_id: text(64).optional(),
                        context: z.record(z.string().max(64), z.json()).optional()
                    })
                )
                .min(1)
                .max(100)
        }),
        status: 202,
        response: z.object({ accepted: z.int() })
    })
};
