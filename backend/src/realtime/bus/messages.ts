import { z } from "zod";

/** Whoever follows executions says so to all, and says it again well before it is forgotten. */
const announcement = z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("watch"), ids: z.array(z.string()) }),
    /** Somebody has just come: who follows what? */
    z.object({ kind: z.literal("roll_call") }),
    z.object({ kind: z.literal("session_ended"), id: z.string() })
]);
export type Announcement = z.infer<typeof announcement>;

const key = { workspace_id: z.string(), workflow_id: z.string(), execution_id: z.string() };

/** Of one execution, to those who follow it. */
const news = z.discriminatedUnion("kind", [
    z.object({
        kind: z.literal("facts"),
        ...key,
        first_seq: z.int(),
        /** Top-level nodes of its plan. */
        nodes: z.int(),
        /** As in the log, a line each; absent where they are too long to be carried. */
        facts: z.string().optional()
    }),
    z.object({
        kind: z.literal("hint"),
        ...key,
        hint: z.looseObject({
            type: z.enum(["node:retry", "node:progress", "node:stream"]),
            node_id: z.string(),
            instance: z.string()
        })
    })
]);
export type News = z.infer<typeof news>;

export function write(from: string, what: Announcement | News): string {
    return `${from} ${JSON.stringify(what)}`;
}

/** Null for one's own, and for words of another version that nobody knows here. */
function read<T>(me: string, text: string, schema: z.ZodType<T>): T | null {
    const end = text.indexOf(" ");
    const from = text.slice(0, end);
    if (from === me) return null;
    try {
        const parsed = schema.safeParse(JSON.parse(text.slice(end + 1)));
        return parsed.success ? parsed.data : null;
    } catch {
        return null;
    }
}

export function readAnnouncement(me: string, text: string): Announcement | null {
    return read(me, text, announcement);
}

export function readNews(me: string, text: string): News | null {
    return read(me, text, news);
}
