import { z } from "zod";
import type { HumanRequest } from "@flowmaestro/shared/contract/routes/requests.ts";
import type { Json, JsonObject } from "@flowmaestro/shared/orchestrator/values.ts";
import { applyDefaults, checkInputs } from "@flowmaestro/shared/schema/inputs.ts";
import { inputFieldSchema } from "@flowmaestro/shared/schema/value-type.ts";
import type { InputSchema } from "@flowmaestro/shared/schema/value-type.ts";
import { t } from "../../messages/messages.ts";

export type Interaction = "input" | "approval" | "selection" | "review";

/** A question as its form reads it. */
export interface Question {
    readonly id: string;
    readonly instance: string;
    readonly node: string;
    readonly interaction: Interaction;
    readonly prompt: string;
    readonly fields: InputSchema;
    readonly options: readonly { readonly id: string; readonly label: string }[];
    readonly isMultiple: boolean;
    /** What is reviewed. */
    readonly value: Json;
}

const interactionSchema = z.enum(["input", "approval", "selection", "review"]);
const fieldsSchema = z.record(z.string(), inputFieldSchema);
const optionsSchema = z.array(z.object({ id: z.string(), label: z.string().optional() }));

export function readQuestion(request: HumanRequest): Question {
    const options = optionsSchema.safeParse(request.options).data ?? [];
    return {
        id: request.id,
        instance: request.instance,
        node: request.node_id,
        interaction: interactionSchema.safeParse(request.interaction).data ?? "input",
        prompt: request.prompt,
        fields: fieldsSchema.safeParse(request.fields).data ?? {},
        options: options.map(({ id, label }) => ({ id, label: label ?? id })),
        isMultiple: request.multiple,
        value: request.value
    };
}

/** What somebody has filled in so far. */
export interface Draft {
    readonly fields: JsonObject;
    readonly comment: string;
    readonly chosen: readonly string[];
    /** What is reviewed, as text: a text stays one, everything else is JSON. */
    readonly text: string;
}

export function emptyDraft(question: Question): Draft {
    return {
        fields: applyDefaults(question.fields, {}),
        comment: "",
        chosen: [],
        text: isFree(question) ? "{}" : textOf(question.value)
    };
}

/** Any object is an answer where no fields are named. */
function isFree({ interaction, fields }: Question): boolean {
    return interaction === "input" && Object.keys(fields).length === 0;
}

export function textOf(value: Json): string {
    return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

export type Verdict = "approved" | "rejected" | null;

export type ReadDraft =
    | { readonly ok: true; readonly response: Json }
    | { readonly ok: false; readonly errors: { readonly [field: string]: string } };

/** The answer as it is sent, or what is wrong with which field. */
export function readDraft(question: Question, draft: Draft, verdict: Verdict): ReadDraft {
    const approved = verdict === "approved";
    const { comment } = draft;
    switch (question.interaction) {
        case "approval":
            return ok({ approved, ...(comment.trim() === "" ? {} : { comment: comment.trim() }) });
        case "selection":
            return selected(question, draft.chosen);
        case "review":
            return reviewed(question, draft.text, approved);
        case "input": {
            if (isFree(question)) return free(draft.text);
            const checked = checkInputs(question.fields, draft.fields);
            if (checked.ok) return ok(draft.fields);
            const errors = checked.field_errors.map(({ field, message }): [string, string] => [
                field.replace(/^inputs\./, ""),
                message
            ]);
            return { ok: false, errors: Object.fromEntries(errors) };
        }
    }
}

function free(text: string): ReadDraft {
    const read = readJson(text);
    if (read.ok) return ok(read.value);
    return { ok: false, errors: { text: t("execution.question.value.wrong", { why: read.why }) } };
}

function selected({ isMultiple }: Question, chosen: readonly string[]): ReadDraft {
    if (isMultiple) return ok([...chosen]);
    const [only] = chosen;
    return only === undefined
        ? { ok: false, errors: { chosen: t("execution.question.choose.missing") } }
        : ok(only);
}

function reviewed(question: Question, text: string, approved: boolean): ReadDraft {
    if (text === textOf(question.value)) return ok({ approved });
    if (typeof question.value === "string") return ok({ approved, value: text });
    const read = readJson(text);
    if (read.ok) return ok({ approved, value: read.value });
    return { ok: false, errors: { value: t("execution.question.value.wrong", { why: read.why }) } };
}

export function readJson(
    text: string
): { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly why: string } {
    try {
        const value: unknown = JSON.parse(text);
        return { ok: true, value: z.json().parse(value) };
    } catch (error) {
        return { ok: false, why: error instanceof Error ? error.message : String(error) };
    }
}

function ok(response: Json): ReadDraft {
    return { ok: true, response };
}

/** A field as the server names it (`response.amount`, `fields.amount`) as the form does. */
export function fieldNameOf(field: string): string {
    return field.replace(/^(response|input|body|fields)\./, "").replace(/^(response|fields)\./, "");
}
