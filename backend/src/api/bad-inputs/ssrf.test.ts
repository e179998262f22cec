import type { IncomingMessage, ServerResponse } from "node:http";
import { afterAll, expect } from "vitest";
import { z } from "zod";
import { executionSchema } from "@flowmaestro/shared/contract/routes/executions.ts";
import { testApi } from "../../../test/api.ts";
import type { Answered } from "../../../test/answer.ts";
import { corpus } from "../../../test/corpus.ts";
import type { Run } from "../../../test/corpus.ts";
import { startWireServer } from "../../platform/egress/testing/wire-server.ts";

/** On the http node, through a started engine: canaries nobody may reach, and one site that is open. */
const canary = await startWireServer();
const canary6 = await startWireServer(undefined, "::1");
const site = await startWireServer(answer);
const api = await testApi({
    EGRESS_ALLOW: site.host,
    EGRESS_PORTS: `80,443,${canary.port},${canary6.port}`
});
const mira = await api.register("Mira");

afterAll(async () => {
    for (const server of [canary, canary6, site]) await server[Symbol.asyncDispose]();
});

function answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://site");
    if (pathname === "/to") {
        response.writeHead(302, { location: searchParams.get("url") ?? "" }).end();
    } else if (pathname === "/endless") {
        const more = (): void => {
            while (!response.destroyed && response.write("x".repeat(65_536)));
            response.once("drain", more);
        };
        more();
    } else if (pathname === "/slow") {
        const timer = setInterval(() => response.write("x"), 100);
        response.on("close", () => clearInterval(timer));
    } else if (pathname === "/headers") {
        for (let n = 0; n < 1_900; n += 1) response.setHeader(`x-${n}`, "x".repeat(50));
        response.end();
    } else {
        response.end("ok");
    }
}

interface Tried {
    readonly saved: Answered;
    /** Of the execution that failed, or of the refusal to start it. */
    readonly code: string | undefined;
}

async function run(data: object): Promise<Tried> {
    const http = {
        id: "http",
        type: "http",
        position: { x: 0, y: 0 },
        data,
        policy: { retry: { attempts: 1 }, timeout_seconds: 2 }
    };
    const definition = { nodes: { http }, edges: [] };
    const saved = await mira.call("POST", "/api/workflows", { body: { name: "W", definition } });
    if (saved.status !== 201) return { saved, code: saved.error?.code };
    const executed = await mira.call("POST", "/api/workflows/execute", {
        body: { workflow_id: saved.data.id },
        headers: { prefer: "wait=20" }
    });
    if (executed.error !== null) return { saved, code: executed.error.code };
    const { status, error } = executionSchema.parse(executed.data);
    return { saved, code: error?.code ?? status };
}

const here = (text: string, port: number) => text.replaceAll("{p}", String(port));

/** Each input as a URL, which has to fail with one of these codes and reach nobody. */
const refused =
    (...codes: readonly string[]): Run =>
    async ({ inputs }) => {
        const answers: Answered[] = [];
        for (const input of inputs) {
            const url = here(z.string().parse(input), canary.port);
            const tries = [url, here(z.string().parse(input), canary6.port)];
            for (const one of new Set(tries)) {
                const { saved, code } = await run({ url: one });
                expect([one, codes]).toEqual([one, expect.arrayContaining([code]) as string[]]);
                answers.push(saved);
            }
        }
        expect([canary.connections(), canary6.connections()]).toEqual([0, 0]);
        return answers;
    };

const tried = async (...given: readonly (readonly [object, string])[]): Promise<Answered[]> => {
    const answers: Answered[] = [];
    for (const [data, expected] of given) {
        const { saved, code } = await run(data);
        expect([data, code]).toEqual([data, expected]);
        answers.push(saved);
    }
    return answers;
};

const spellings = (from: number, to: number, ...codes: string[]) =>
    Object.fromEntries(
        Array.from({ length: to - from + 1 }, (_, at) => [
            `SSRF-${String(from + at).padStart(3, "0")}`,
            refused(...codes)
        ])
    );

const runs: { readonly [id: string]: Run } = {
    ...spellings(1, 16, "EGRESS_DENIED"),
    ...spellings(18, 19, "EGRESS_DENIED"),
    ...spellings(20, 30, "EGRESS_DENIED", "INVALID_URL"),
    // The last one names example.com, whose name servers are not ours to ask.
    "SSRF-031": ({ inputs, raw }) =>
        refused("INVALID_URL", "EGRESS_DENIED")({ inputs: inputs.slice(0, 3), raw }),
    "SSRF-032": refused("EGRESS_DENIED"),
    "SSRF-033": refused("EGRESS_DENIED"),
    "SSRF-036": ({ inputs }) => {
        const targets = inputs.map((input) => z.string().parse(input));
        const redirected = targets.map((url) => `${site.origin}/to?url=${encodeURIComponent(url)}`);
        const asked = [...targets, ...redirected];
        return tried(...asked.map((url) => [{ url }, "INVALID_URL_SCHEME"] as const));
    },
    "SSRF-038": ({ inputs, raw }) =>
        // Names with addresses of ours are asked for in platform/egress/ssrf.test.ts.
        refused("EGRESS_DENIED")({
            inputs: inputs
                .map((name) => z.string().parse(name))
                .filter((name) => !name.endsWith(".test"))
                .map((name) => `http://${name}:{p}/`),
            raw
        }),
    "SSRF-039": ({ inputs }) =>
        tried(
            ...inputs.map((port) => {
                const isPort = typeof port === "number" && port >= 0 && port <= 65_535;
                const url = `http://93.184.215.14:${String(port)}/`;
                return [{ url }, isPort ? "EGRESS_DENIED" : "INVALID_URL"] as const;
            })
        ),
    "SSRF-040": async () => {
        const answers = await tried([{ url: `${site.origin}/api/workflows` }, "completed"]);
        // As any client from outside: nothing of ours goes along.
        expect(Object.keys(site.requests.at(-1)?.headers ?? {}).toSorted()).toEqual(
            "accept accept-encoding connection host idempotency-key user-agent".split(" ")
        );
        return answers;
    },
    "SSRF-042": () =>
        tried(
            [{ url: `${site.origin}/endless` }, "RESPONSE_TOO_LARGE"],
            [{ url: `${site.origin}/headers` }, "RESPONSE_TOO_LARGE"],
            [{ url: `${site.origin}/slow` }, "NODE_TIMEOUT"]
        ),
    "SSRF-043": () => {
        const url = `${site.origin}/`;
        const headers = (set: object, code: string) => [{ url, headers: set }, code] as const;
        return tried(
            headers({ "X-A\r\nX-B": "1" }, "INVALID_REQUEST"),
            headers({ "X-A": "1\r\nX-B: 2" }, "INVALID_REQUEST"),
            headers({ Host: "127.0.0.1" }, "INVALID_REQUEST"),
            headers({ "Transfer-Encoding": "chunked" }, "INVALID_REQUEST"),
            headers({ "Content-Length": "3" }, "INVALID_REQUEST"),
            headers({ "Proxy-Authorization": "x" }, "INVALID_REQUEST"),
            headers({ Cookie: "a=b" }, "completed")
        );
    },
    "SSRF-044": async ({ inputs }) => {
        const url = `${site.origin}/`;
        return tried(
            ...inputs.map((method) => [{ url, method }, "WORKFLOW_NOT_EXECUTABLE"] as const),
            [{ url, method: "GET", body: "x" }, "WORKFLOW_NOT_EXECUTABLE"],
            [{ url: `${url}${"x".repeat(500_000)}` }, "INVALID_URL"]
        );
    }
};

corpus("SSRF", api, {
    runs,
    elsewhere: {
        "SSRF-037": "platform/egress/ssrf.test.ts, with a name server of its own",
        "SSRF-041": "other ways out (mail, models, connections) come with their issues",
        "SSRF-045": "platform/egress/ssrf.test.ts, with a certificate nobody signed"
    }
});
