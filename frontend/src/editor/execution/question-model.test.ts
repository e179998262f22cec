import { describe, expect, it } from "vitest";
import type { HumanRequest } from "@flowmaestro/shared/contract/routes/requests.ts";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import { emptyDraft, fieldNameOf, readDraft, readQuestion } from "./question-model.ts";

const ID = "00000000-0000-4000-8000-00000000000a";
const AT = "2026-01-01T00:00:00.000Z";

function question(asked: Partial<HumanRequest>) {
    return readQuestion({
        id: ID,
        execution_id: ID,
        workflow_id: ID,
        workflow_name: "W",
        instance: "each[3]/ask",
        node_id: "ask",
        status: "open",
        interaction: "input",
        prompt: "?",
        fields: null,
        options: null,
        multiple: false,
        value: null,
        assignees: null,
        expires_at: null,
        created_at: AT,
        closed_at: null,
        answered_by: null,
        ...asked
    });
}

describe("an answer", () => {
    it("to an input has the fields, with their defaults, or says which are wrong", () => {
        const asked = question({
            fields: {
                name: { type: "string", required: true },
                size: { type: "string", required: false, default: "M" }
            }
        });
        const draft = emptyDraft(asked);
        expect(readDraft(asked, draft, null)).toEqual({ ok: false, errors: { name: "Required." } });
        const filled = { ...draft, fields: { ...draft.fields, name: "Mira" } };
        expect(readDraft(asked, filled, null)).toEqual({
            ok: true,
            response: { name: "Mira", size: "M" }
        });
    });

    it("to an input without fields is any JSON", () => {
        const asked = question({});
        const draft = { ...emptyDraft(asked), text: '{ "a": 1 }' };
        expect(readDraft(asked, draft, null)).toEqual({ ok: true, response: { a: 1 } });
        expect(readDraft(asked, { ...draft, text: "{" }, null).ok).toBe(false);
    });

    it("to an approval says yes or no, and a comment only where there is one", () => {
        const asked = question({ interaction: "approval" });
        const draft = emptyDraft(asked);
        expect(readDraft(asked, draft, "approved")).toEqual({
            ok: true,
            response: { approved: true }
        });
        expect(readDraft(asked, { ...draft, comment: " no " }, "rejected")).toEqual({
            ok: true,
            response: { approved: false, comment: "no" }
        });
    });

    it("to a selection is one option or a list of them", () => {
        const options: Json = [{ id: "a", label: "A" }, { id: "b" }];
        const one = question({ interaction: "selection", options });
        expect(one.options[1]).toEqual({ id: "b", label: "b" });
        expect(readDraft(one, emptyDraft(one), null).ok).toBe(false);
        expect(readDraft(one, { ...emptyDraft(one), chosen: ["b"] }, null)).toEqual({
            ok: true,
            response: "b"
        });
        const some = question({ interaction: "selection", options, multiple: true });
        expect(readDraft(some, emptyDraft(some), null)).toEqual({ ok: true, response: [] });
    });

    it("to a review carries the value only where it was changed", () => {
        const asked = question({ interaction: "review", value: { body: "Dear" } });
        const draft = emptyDraft(asked);
        expect(readDraft(asked, draft, "approved")).toEqual({
            ok: true,
            response: { approved: true }
        });
        const changed = { ...draft, text: '{ "body": "Hello" }' };
        expect(readDraft(asked, changed, "approved")).toEqual({
            ok: true,
            response: { approved: true, value: { body: "Hello" } }
        });
        const text = question({ interaction: "review", value: "Dear" });
        expect(readDraft(text, { ...emptyDraft(text), text: "Hello" }, "approved")).toEqual({
            ok: true,
            response: { approved: true, value: "Hello" }
        });
    });
});

it.each([
    ["response.amount", "amount"],
    ["response.response.amount", "amount"],
    ["amount", "amount"]
])("finds the field of the form that %s names", (field, name) => {
    expect(fieldNameOf(field)).toBe(name);
});
