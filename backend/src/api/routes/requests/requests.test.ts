import { describe, expect, it } from "vitest";
import { testApi } from "../../../../test/api.ts";
import type { Person } from "../../../../test/api.ts";
import { execution, started, until } from "../../../../test/flows.ts";

const api = await testApi();

const at = { x: 0, y: 0 };

//  ask ─approved▶ yes
//      └rejected▶ no
const APPROVAL = {
    nodes: {
        ask: {
            id: "ask",
            type: "user-input",
            position: at,
            data: { label: "Ask", interaction: "approval", prompt: "Pay ${inputs.amount}?" }
        },
        yes: { id: "yes", type: "output", position: at, data: { output: "${ask.output}" } },
        no: { id: "no", type: "output", position: at, data: { output: "refused" } }
    },
    edges: [
        { id: "e1", source: "ask", sourceHandle: "approved", target: "yes" },
        { id: "e2", source: "ask", sourceHandle: "rejected", target: "no" }
    ]
};

//  each ▷ [ ask ] (five at once)
function asksInLoop(concurrency: number) {
    return {
        nodes: {
            each: {
                id: "each",
                type: "loop",
                position: at,
                data: { mode: "each", items: "${inputs.items}", concurrency }
            },
            ask: {
                id: "ask",
                type: "user-input",
                position: at,
                parentId: "each",
                data: {
                    interaction: "input",
                    prompt: "What about ${each.item}?",
                    fields: { answer: { type: "string", required: true } }
                }
            },
            out: {
                id: "out",
                type: "output",
                position: at,
                data: { output: "${each.output}" }
            }
        },
        edges: [{ id: "e1", source: "each", target: "out" }]
    };
}

async function openRequests(person: Person, execution_id: string, count: number) {
    return until(async () => {
        const url = `/api/requests?execution_id=${execution_id}&status=open&limit=100` as const;
        const { requests } = (await person.call("GET", url)).data;
        return requests.length === count ? requests : null;
    });
}

async function openRequest(person: Person, execution_id: string) {
    const [request] = await openRequests(person, execution_id, 1);
    return request!;
}

function respond(
    person: Person,
    request_id: string,
    response: unknown,
    headers: { readonly [name: string]: string } = {}
) {
    const url = `/api/requests/${request_id}/respond` as const;
    return person.call("POST", url, { body: { response }, headers });
}

describe("a question", () => {
    it("is listed with its form and deadline, and shown where the execution waits", async () => {
        const mira = await api.register();
        const id = await started(mira, APPROVAL, { amount: 129 });
        const request = await openRequest(mira, id);
        expect(request).toMatchObject({
            execution_id: id,
            instance: "ask",
            node_id: "ask",
            status: "open",
            interaction: "approval",
            prompt: "Pay 129?",
            answered_by: null
        });
        const { created_at, expires_at } = request;
        expect(Date.parse(expires_at ?? "") - Date.parse(created_at)).toBeGreaterThan(86_000_000);
        const shown = await execution(mira, id);
        expect(shown.status).toBe("waiting");
        expect(shown.current_state.waiting).toEqual([
            { instance: "ask", kind: "ask", until: request.expires_at, request_id: request.id }
        ]);
        const one = await mira.call("GET", `/api/requests/${request.id}`);
        expect(one.data).toEqual(request);
    });

    it("goes on with the answer that won, and says who gave it", async () => {
        const mira = await api.register();
        const id = await started(mira, APPROVAL, { amount: 1 });
        const request = await openRequest(mira, id);
        const answer = await respond(mira, request.id, { approved: true, comment: "Fine" });
        expect(answer.status).toBe(200);
        expect(answer.data).toMatchObject({ request_id: request.id, accepted: true });
        const ended = await until(async () => {
            const shown = await execution(mira, id);
            return shown.status === "completed" ? shown : null;
        });
        expect(ended.outputs).toMatchObject({
            yes: {
                response: { approved: true, comment: "Fine" },
                responded_by: mira.user_id
            }
        });
        const closed = await mira.call("GET", `/api/requests/${request.id}`);
        expect(closed.data).toMatchObject({ status: "answered", answered_by: mira.user_id });
    });

    it("stays open when the answer does not fit, and says which field is wrong", async () => {
        const mira = await api.register();
        const id = await started(mira, asksInLoop(1), { items: ["a"] });
        const request = await openRequest(mira, id);
        const wrong = await respond(mira, request.id, { answer: 7 });
        expect(wrong.status).toBe(400);
        expect(wrong.error?.details.field_errors).toEqual([
            expect.objectContaining({ field: "response.answer" })
        ]);
        await openRequests(mira, id, 1);
        expect((await respond(mira, request.id, { answer: "b" })).status).toBe(200);
    });

    it("has one winner among fifty answers at once; the others hear who", async () => {
        const mira = await api.register();
        const id = await started(mira, asksInLoop(1), { items: ["a"] });
        const request = await openRequest(mira, id);
        const answers = await Promise.all(
            Array.from({ length: 50 }, (_, index) =>
                respond(mira, request.id, { answer: `number ${index}` })
            )
        );
        const won = answers.flatMap(({ status }, index) => (status === 200 ? [index] : []));
        expect(won).toHaveLength(1);
        for (const { status, error } of answers) {
            if (status === 200) continue;
            expect(error?.code).toBe("ALREADY_ANSWERED");
            expect(error?.details).toMatchObject({ answered_by: mira.user_id });
            expect(error?.details["answered_at"]).toBeTypeOf("string");
        }
        const ended = await until(async () => {
            const shown = await execution(mira, id);
            return shown.status === "completed" ? shown : null;
        });
        expect(ended.outputs).toHaveProperty("out[0].response", { answer: `number ${won[0]}` });
    });

    it("answers the same under the same key, and another answer is too late", async () => {
        const mira = await api.register();
        const id = await started(mira, APPROVAL, { amount: 2 });
        const request = await openRequest(mira, id);
        const key = { "idempotency-key": "click-1" };
        const first = await respond(mira, request.id, { approved: true }, key);
        const again = await respond(mira, request.id, { approved: true }, key);
        expect([first.status, again.status]).toEqual([200, 200]);
        const late = await respond(mira, request.id, { approved: false });
        expect(late.error?.code).toBe("ALREADY_ANSWERED");
    });

    it("takes answers in any order inside a concurrent loop; results keep theirs", async () => {
        const mira = await api.register();
        const items = ["a", "b", "c", "d", "e"];
        const id = await started(mira, asksInLoop(5), { items });
        const requests = await openRequests(mira, id, 5);
        requests.sort((a, b) => (a.instance < b.instance ? 1 : -1));
        for (const { id: request, instance } of requests)
            expect((await respond(mira, request, { answer: instance })).status).toBe(200);
        const ended = await until(async () => {
            const shown = await execution(mira, id);
            return shown.status === "completed" ? shown : null;
        });
        const answered = items.map((_, index) => ({
            response: { answer: `each[${index}]/ask` }
        }));
        expect(ended.outputs).toMatchObject({ out: answered });
    });

    it("is closed by a cancel, and says so to whoever answers then", async () => {
        const mira = await api.register();
        const id = await started(mira, APPROVAL, { amount: 3 });
        const request = await openRequest(mira, id);
        await mira.call("POST", `/api/executions/${id}/cancel`, { body: {} });
        const late = await respond(mira, request.id, { approved: true });
        expect(late.error?.code).toBe("REQUEST_NOT_OPEN");
        expect(late.error?.details["status"]).toBe("cancelled");
        expect(late.error?.message).toMatch(/^This question was withdrawn at 2.*Z: /);
        const { data } = await mira.call("GET", "/api/requests?status=open");
        expect(data.requests).toEqual([]);
    });

    it("is nobody else's: another workspace gets a 404", async () => {
        const [mira, eve] = await Promise.all([api.register(), api.register()]);
        const id = await started(mira, APPROVAL, { amount: 4 });
        const request = await openRequest(mira, id);
        expect((await respond(eve, request.id, { approved: true })).status).toBe(404);
        expect((await eve.call("GET", `/api/requests/${request.id}`)).status).toBe(404);
        const { data } = await eve.call("GET", `/api/requests?execution_id=${id}`);
        expect(data.requests).toEqual([]);
    });

    it("pages through many, newest first", async () => {
        const mira = await api.register();
        const id = await started(mira, asksInLoop(5), { items: [1, 2, 3, 4, 5] });
        await openRequests(mira, id, 5);
        const first = await mira.call("GET", `/api/requests?execution_id=${id}&limit=3`);
        expect(first.data.pagination).toMatchObject({ page: 1, limit: 3, total: 5, pages: 2 });
        const cursor = encodeURIComponent(first.data.pagination.next_cursor ?? "");
        const url = `/api/requests?execution_id=${id}&limit=3&cursor=${cursor}` as const;
        const second = await mira.call("GET", url);
        const ids = [...first.data.requests, ...second.data.requests].map((each) => each.id);
        expect(new Set(ids).size).toBe(5);
    });
});
