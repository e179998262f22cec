import { expect } from "vitest";
import { testApi } from "../../../test/api.ts";
import type { Answered } from "../../../test/answer.ts";
import { corpus, graphOf } from "../../../test/corpus.ts";
import type { Run } from "../../../test/corpus.ts";
import { effort } from "../../../test/effort.ts";

const api = await testApi();
const mira = await api.register("Mira");
const ben = await api.register("Ben");

async function each(
    inputs: readonly unknown[],
    send: (input: unknown) => Promise<Answered>
): Promise<Answered[]> {
    const answers: Answered[] = [];
    for (const input of inputs) answers.push(await send(input));
    return answers;
}

/** `a` feeds an echo that reads this template. */
const reading = (value: unknown) => {
    const { nodes, edges } = graphOf(["a", "b"], ["a>b"]);
    return { nodes: { ...nodes, b: { ...nodes["b"], data: { value } } }, edges };
};
const save = (value: unknown) =>
    mira.call("POST", "/api/workflows", { body: { name: "T", definition: reading(value) } });

/** Saved, with what is wrong with it; and then it cannot be executed. */
async function isProblem(value: unknown): Promise<Answered> {
    const answer = await save(value);
    expect(answer.data.problems).toEqual(
        expect.arrayContaining([expect.objectContaining({ severity: "error", node_id: "b" })])
    );
    const { id } = answer.data;
    const refused = await mira.call("POST", "/api/workflows/execute", {
        body: { workflow_id: id }
    });
    expect(refused.error?.code).toBe("WORKFLOW_NOT_EXECUTABLE");
    return answer;
}

async function within(limit: number, work: () => Promise<Answered>): Promise<readonly Answered[]> {
    const { result: answer, ms } = await effort(work);
    expect(ms).toBeLessThan(limit);
    return [answer];
}

async function result(value: unknown): Promise<{ status: string; output: unknown }> {
    const { id } = (await save(value)).data;
    const answer = await mira.call("POST", "/api/workflows/execute", {
        body: { workflow_id: id },
        headers: { prefer: "wait=10" }
    });
    const { status, id: execution } = answer.data;
    const instance = await mira.call("GET", `/api/executions/${execution}/instances/b`);
    return { status, output: instance.data.output };
}

const templates: { readonly [id: string]: Run } = {
    "TPL-001": ({ inputs }) =>
        each(inputs, async (template) => {
            const answer = await save(template);
            const { id, problems } = answer.data;
            if (problems?.some(({ severity }) => severity === "error")) return answer;
            // Known to be missing only when it runs: then it fails and says so.
            const ended = await mira.call("POST", "/api/workflows/execute", {
                body: { workflow_id: id },
                headers: { prefer: "wait=10" }
            });
            expect(ended.data).toMatchObject({
                status: "failed",
                error: { code: "UNRESOLVED_REFERENCE" }
            });
            expect(ended.text).not.toMatch(/function|process|\[native/);
            return answer;
        }),
    "TPL-003": async ({ inputs }) => {
        expect(await result("$${a.output}")).toEqual({
            status: "completed",
            output: "${a.output}"
        });
        expect(await result("${ a.output }")).toEqual({ status: "completed", output: 1 });
        return each(inputs, (template) => save(template));
    },
    "TPL-004": () => within(3_000, () => save("${a.output}".repeat(80_000))),
    "TPL-006": async () => [
        ...(await within(2_000, () => save("${".repeat(50_000)))),
        ...(await within(2_000, () => save(`\${a${".a".repeat(50_000)}}`)))
    ],
    "TPL-007": ({ inputs }) => each(inputs, isProblem),
    "TPL-009": ({ inputs }) => each(inputs, isProblem),
    "TPL-016": ({ inputs }) => each(inputs, (template) => save(template))
};

corpus("TPL", api, {
    runs: templates,
    elsewhere: {
        "TPL-010": "there is no HTTP node yet",
        "TPL-011": "there is no HTTP node yet",
        "TPL-012": "there is no transform node yet",
        "TPL-013": "there is no transform node yet",
        "TPL-015": "there is no transform node yet"
    }
});

const me = (headers: { [name: string]: string }, url = "/api/auth/me") =>
    api.call("GET", url, { headers });
const bearer = (token: string) => me({ authorization: `Bearer ${token}` });
const part = (value: unknown) =>
    Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const [, payload = "", signature = ""] = mira.token.split(".");

corpus("JWT", api, {
    runs: {
        "JWT-001": ({ inputs }) =>
            each(inputs, (header) => bearer(`${part(String(header))}.${payload}.${signature}`)),
        "JWT-005": ({ inputs }) =>
            each(inputs, (header) =>
                bearer(
                    `${part({ alg: "HS256", typ: "at+jwt", ...Object(header) })}.${payload}.${signature}`
                )
            ),
        "JWT-009": async () => [
            await me({}, `/api/auth/me?token=${mira.token}`),
            await me({ cookie: `token=${mira.token}` }),
            await me({ authorization: `bearer ${mira.token}` }),
            await me({ authorization: `Bearer   ${mira.token}` }),
            await me({ authorization: `Bearer ${"a".repeat(16_384)}` })
        ],
        "JWT-010": ({ inputs }) =>
            each(inputs, (claims) =>
                bearer(`${mira.token.split(".")[0]}.${part(claims)}.${signature}`)
            ),
        "JWT-011": ({ inputs }) => each(inputs, (token) => bearer(String(token)))
    },
    elsewhere: {
        "JWT-002": "authentication.test.ts: under a public key",
        "JWT-004": "authentication.test.ts: exp, nbf and iat in every spelling",
        "JWT-006": "authentication.test.ts: unsigned, or with another's signature",
        "JWT-007":
            "authentication.test.ts: of a person who is gone; routes/auth/auth.test.ts: signing out",
        "JWT-008": "authentication.test.ts: another audience, another type, something else"
    }
});

const list = (path: string, query: unknown, person = mira) =>
    person.call("GET", `/api/${path}?${String(query).replace(/^([^=]+)=' or/, "$1=%27%20or")}`);
const both =
    (send: (path: string, input: unknown) => Promise<Answered>): Run =>
    async ({ inputs }) => [
        ...(await each(inputs, (input) => send("workflows", input))),
        ...(await each(inputs, (input) => send("executions", input)))
    ];

const lists: { readonly [id: string]: Run } = {
    "PAGE-001": both((path, query) => list(path, query)),
    "PAGE-002": both((path, query) => list(path, query)),
    "PAGE-004": ({ inputs }) => each(inputs, (query) => list("executions", query)),
    "PAGE-005": async () => {
        const { id } = (await save("x")).data;
        await mira.call("POST", "/api/workflows/execute", { body: { workflow_id: id } });
        const answer = await list("executions", `workflow_id=${id}`, ben);
        expect(answer.data).toMatchObject({ pagination: { total: 0 } });
        return [answer];
    },
    "PAGE-007": ({ inputs }) =>
        each(inputs, (text) => list("workflows", `search=${encodeURIComponent(String(text))}`)),
    "PAGE-008": async ({ inputs }) => {
        await save("one");
        await save("two");
        const { data } = await mira.call("GET", "/api/workflows?limit=1");
        const cursor = `cursor=${data.pagination.next_cursor}`;
        expect((await list("workflows", cursor)).status).toBe(200);
        return [
            ...(await each(inputs, (query) => list("workflows", query))),
            await list("workflows", cursor, ben),
            await list("executions", cursor),
            await list("workflows", `cursor=${"a".repeat(500)}`)
        ];
    }
};

corpus("PAGE", api, {
    runs: lists,
    elsewhere: { "PAGE-006": "routes/workflows/list.test.ts: walked by cursor while others write" }
});

corpus("WS", api, {
    runs: {},
    elsewhere: Object.fromEntries(
        ["001", "002", "004", "005", "006", "008", "009", "010", "011", "012", "013"].map(
            (number) => [`WS-${number}`, "realtime/realtime.test.ts, over real sockets"]
        )
    )
});
