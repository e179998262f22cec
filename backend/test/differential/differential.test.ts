import { describe, expect, it } from "vitest";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import { testApi } from "../api.ts";
import type { Person } from "../api.ts";
import { draw } from "./draw.ts";
import { interpret, same } from "./interpret.ts";
import type { Ending, Prediction } from "./interpret.ts";
import { print } from "./print.ts";
import { approves } from "./program.ts";

/**
 * Random workflows, run through REST, against an interpreter that shares nothing with the engine:
 * `FM_DIFF_RUNS=500 FM_DIFF_SEED=7 npx vitest run --project api backend/test/differential`.
 */
const RUNS = Number(process.env["FM_DIFF_RUNS"] ?? 60);
const FIRST = Number(process.env["FM_DIFF_SEED"] ?? 1);
const AT_ONCE = 6;

const api = await testApi({ RATE_LIMIT_STARTS_PER_SECOND: "0" });
const person = await api.register();
const calls = {
    ok: await publish(person, childDefinition()),
    breaks: await publish(person, brokenDefinition())
};

describe("random workflows, run and foretold", () => {
    it(`agree, seeds ${FIRST} to ${FIRST + RUNS - 1}`, { timeout: 600_000 }, async () => {
        const seeds = Array.from({ length: RUNS }, (_, index) => FIRST + index);
        const wrong: string[] = [];
        const worker = async () => {
            for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
                wrong.push(...(await compare(seed)).map((line) => `seed ${seed}: ${line}`));
            }
        };
        await Promise.all(Array.from({ length: AT_ONCE }, worker));
        expect(wrong).toEqual([]);
    });
});

async function compare(seed: number): Promise<string[]> {
    const program = draw(seed);
    const expected = interpret(program);
    const workflow_id = await publish(person, print(program, calls));
    const started = await person.call("POST", "/api/workflows/execute", {
        body: { workflow_id, inputs: program.inputs }
    });
    if (started.status !== 202) return [`not started: ${started.text}`];
    const id: string = started.body.data.execution_id;
    const differences = await judge(id, expected);
    return differences.length > 0 ? differences : again(id, expected, seed);
}

/** Nothing in a program depends on when it runs: run again from anywhere, it ends the same. */
async function again(id: string, expected: Prediction, seed: number): Promise<string[]> {
    const ran = [...expected.instances].flatMap(([instance, { status }]) =>
        status === "skipped" ? [] : [instance]
    );
    const from = expected.status === "failed" ? undefined : ran[seed % ran.length];
    const answer = await person.call("POST", `/api/executions/${id}/retry`, {
        body: from === undefined ? {} : { from }
    });
    if (answer.status !== 202) return [`not run again from ${String(from)}: ${answer.text}`];
    const differences = await judge(answer.body.data.execution_id, expected);
    return differences.map((line) => `again from ${String(from)}: ${line}`);
}

async function judge(id: string, expected: Prediction): Promise<string[]> {
    const execution = await toTheEnd(id);
    if (execution.status !== expected.status)
        return [`${execution.status}, not ${expected.status}: ${JSON.stringify(execution.error)}`];
    if (expected.status === "failed") {
        const { instance } = execution.error?.details ?? {};
        return expected.culprits.includes(String(instance))
            ? []
            : [`blames ${String(instance)}, not one of ${expected.culprits.join(", ")}`];
    }
    const differences = await compareInstances(id, expected);
    if (!same(plain(execution.outputs), expected.outputs))
        differences.push(`outputs ${JSON.stringify(execution.outputs)}`);
    return differences;
}

async function compareInstances(id: string, expected: Prediction): Promise<string[]> {
    const differences: string[] = [];
    const found = new Map<string, Instance>();
    for (let page = 1; ; page += 1) {
        const url = `/api/executions/${id}/instances?limit=100&page=${page}`;
        const { data } = (await person.call("GET", url)).body;
        for (const each of data.instances) found.set(each.instance, each);
        if (page >= data.pagination.pages) break;
    }
    for (const [instance, ending] of expected.instances) {
        const actual = found.get(instance);
        if (actual === undefined) differences.push(`${instance} is not there`);
        else if (actual.status !== ending.status)
            differences.push(`${instance} is ${actual.status}, not ${ending.status}`);
        else if (!agrees(actual, ending))
            differences.push(
                `${instance} gave ${JSON.stringify(actual.output ?? actual.error)}, not ${JSON.stringify(ending)}`
            );
    }
    return differences;
}

interface Instance {
    readonly status: string;
    readonly output?: Json;
    readonly error?: { readonly code: string };
}

function agrees(actual: Instance, ending: Ending): boolean {
    if (ending.status === "failed") return actual.error?.code === ending.code;
    if (ending.status === "skipped" || ending.output === undefined) return true;
    return same(plain(actual.output), ending.output);
}

/** An error in a value is told by its code alone: words are free. */
function plain(json: Json | undefined): Json | undefined {
    if (typeof json === "string") return json.replaceAll(/,"message":"[^"]*"/g, "");
    if (typeof json !== "object" || json === null) return json;
    if (Array.isArray(json)) return json.map((item) => plain(item) ?? null);
    const entries = Object.entries(json).map(([key, value]) => {
        const isError = key === "error" && typeof value === "object" && value !== null;
        const code = isError && "code" in value ? { code: value["code"] } : plain(value);
        return [key, code ?? null] as const;
    });
    return Object.fromEntries(entries);
}

/** Answers what it asks on the way. */
async function toTheEnd(id: string) {
    const end = Date.now() + 30_000;
    while (Date.now() < end) {
        const { data } = (await person.call("GET", `/api/executions/${id}`)).body;
        if (!["pending", "running", "waiting", "paused"].includes(data.status)) return data;
        if (data.status === "waiting" || data.current_state.waiting.length > 0) await answer(id);
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return { status: "still open after 30 s" };
}

async function answer(id: string): Promise<void> {
    const url = `/api/requests?execution_id=${id}&status=open&limit=100`;
    const { data } = (await person.call("GET", url)).body;
    for (const request of data.requests) {
        const response = { approved: approves(request.instance) };
        await person.call("POST", `/api/requests/${request.id}/respond`, { body: { response } });
    }
}

async function publish(somebody: Person, definition: unknown): Promise<string> {
    const created = await somebody.call("POST", "/api/workflows", {
        body: { name: "Random", definition }
    });
    if (created.status !== 201)
        throw new Error(`${created.text} for ${JSON.stringify(definition)}`);
    return created.body.data.id;
}

function childDefinition() {
    return {
        nodes: {
            x: { id: "x", type: "input", position: { x: 0, y: 0 }, data: { schema: { x: {} } } },
            y: {
                id: "y",
                type: "output",
                position: { x: 0, y: 0 },
                data: { name: "y", output: "${x.output.x}" }
            }
        },
        edges: [{ id: "e", source: "x", target: "y" }]
    };
}

function brokenDefinition() {
    const data = { message: "It broke.", code: "CHILD_BROKE" };
    return {
        nodes: { f: { id: "f", type: "fail", position: { x: 0, y: 0 }, data } },
        edges: []
    };
}
