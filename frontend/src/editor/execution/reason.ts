import { z } from "zod";
import type { Reason } from "@flowmaestro/shared/orchestrator/facts.ts";
import { t } from "../../messages/messages.ts";
import { whoText } from "./by-words.ts";

/** What the core says of an edge that was not taken. */
const edgesSchema = z.object({
    edges: z.array(
        z.object({
            source: z.string(),
            port: z.string(),
            took: z.union([z.string(), z.array(z.string())]).nullable()
        })
    )
});

/** What a condition says of its rules (`conditions/explain.ts`). */
const becauseSchema = z.object({
    result: z.boolean(),
    rules: z.array(
        z.object({
            left: z.json().optional(),
            operator: z.string(),
            right: z.json().optional(),
            result: z.boolean().nullable(),
            missing: z.boolean().optional()
        })
    )
});

export type Because = z.infer<typeof becauseSchema>;

export interface ReasonWords {
    readonly sentences: readonly string[];
    /** The node whose decision it was, to look at its condition. */
    readonly decidedBy: string | null;
}

const text = z.string();

/** A reason as sentences: what happened, and which node decided it. */
export function reasonWords(reason: Reason, labelOf: (id: string) => string): ReasonWords {
    const details = reason.details ?? {};
    const named = (key: string) => {
        const value = text.safeParse(details[key]);
        return value.success ? labelOf(nodeIn(value.data)) : "";
    };
    switch (reason.code) {
        case "not_taken":
            return notTaken(details, labelOf);
        case "scope_failed":
            return only("scope_failed", { node: named("instance") }, details["instance"]);
        case "lost":
            return only("lost", { node: named("winner") }, details["winner"]);
        case "cap":
            return only("cap", { limit: shown(details["limit"]) });
        case "join_short":
            return only("join_short", {
                needed: shown(details["needed"]),
                live: shown(details["live"])
            });
        case "lock":
            return only("lock", { lock: shown(details["lock"]), node: named("holder") });
        case "cancelled": {
            const by = text.safeParse(details["by"]).data;
            const who = by === undefined ? [] : [t("execution.cancelled_by", { who: whoText(by) })];
            return { sentences: [t("editor.why.cancelled"), ...who], decidedBy: null };
        }
        case "timed_out":
        case "paused":
        case "disabled":
            return { sentences: [t(`editor.why.${reason.code}`)], decidedBy: null };
    }
}

function only(
    code: "scope_failed" | "lost" | "cap" | "join_short" | "lock",
    params: { readonly [name: string]: string },
    by?: unknown
): ReasonWords {
    const words = {
        node: "",
        limit: "",
        needed: "",
        live: "",
        lock: "",
        ...params
    };
    const instance = text.safeParse(by);
    return {
        sentences: [t(`editor.why.${code}`, words)],
        decidedBy: instance.success ? nodeIn(instance.data) : null
    };
}

function notTaken(details: unknown, labelOf: (id: string) => string): ReasonWords {
    const parsed = edgesSchema.safeParse(details);
    if (!parsed.success) return { sentences: [t("editor.why.not_taken")], decidedBy: null };
    const sentences = parsed.data.edges.map(({ source, port, took }) => {
        const node = labelOf(nodeIn(source));
        if (took === null) return t("editor.why.source_not_run", { node });
        const other = [took].flat().join(", ");
        return other === "out" || other === "error"
            ? t("editor.why.other_way", { node, port, took: other })
            : t("editor.why.answered", { node, took: other, port });
    });
    const decided = parsed.data.edges.find((edge) => edge.took !== null);
    const first = decided ?? parsed.data.edges[0];
    return { sentences, decidedBy: first === undefined ? null : nodeIn(first.source) };
}

export function readBecause(value: unknown): Because | null {
    const parsed = becauseSchema.safeParse(value);
    return parsed.success ? parsed.data : null;
}

function nodeIn(instance: string): string {
    return instance.slice(instance.lastIndexOf("/") + 1);
}

function shown(value: unknown): string {
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
