import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import type { Person } from "../api.ts";
import { draw } from "./draw.ts";
import { interpret, same } from "./interpret.ts";
import type { Ending, Prediction } from "./interpret.ts";
import { print } from "./print.ts";
import { approves } from "./program.ts";

/** Workflows that random ones call. */
export interface Calls {
    readonly ok: string;
    readonly breaks: string;
}

export interface Compared {
    readonly differences: readonly string[];
    /** What ran: the first time, then again. */
    readonly executions: readonly string[];
}

/** Random workflows, run through REST by somebody, against the interpreter. */
export class Comparison {
    private readonly person: Person;
    private readonly calls: Calls;

    private constructor(person: Person, calls: Calls) {
        this.person = person;
        this.calls = calls;
    }

    static async of(person: Person): Promise<Comparison> {
        const ok = await publish(person, childDefinition());
        return new Comparison(person, { ok, breaks: await publish(person, brokenDefinition()) });
    }

    async compare(seed: number): Promise<Compared> {
        const program = draw(seed);
        const expected = interpret(program);
        const workflow_id = await publish(this.person, print(program, this.calls));
        const started = await this.person.call("POST", "/api/workflows/execute", {
            body: { workflow_id, inputs: program.inputs }
        });
        if (started.status !== 202)
            return { differences: [`not started: ${started.text}`], executions: [] };
        const id: string = started.data.execution_id;
        const differences = await this.judge(id, expected);
        if (differences.length > 0) return { differences, executions: [id] };
        const again = await this.again(id, expected, seed);
        return { ...again, executions: [id, ...again.executions] };
    }

    /** Nothing in a program depends on when it runs: run again from anywhere, it ends the same. */
    private async again(id: string, expected: Prediction, seed: number): Promise<Compared> {
        const ran = [...expected.instances].flatMap(([instance, { status }]) =>
            status === "skipped" ? [] : [instance]
        );
        const from = expected.status === "failed" ? undefined : ran[seed % ran.length];
        const answer = await this.person.call("POST", `/api/executions/${id}/retry`, {
            body: from === undefined ? {} : { from }
        });
        const told = `again from ${String(from)}`;
        if (answer.status !== 202)
            return { differences: [`${told}: ${answer.text}`], executions: [] };
        const rerun: string = answer.data.execution_id;
        const differences = await this.judge(rerun, expected);
        return { differences: differences.map((line) => `${told}: ${line}`), executions: [rerun] };
    }

    private async judge(id: string, expected: Prediction): Promise<string[]> {
        const execution = await this.toTheEnd(id);
        if (execution === null) return ["still open after 60 s"];
        if (execution.status !== expected.status)
            return [
                `${execution.status}, not ${expected.status}: ${JSON.stringify(execution.error)}`
            ];
        if (expected.status === "failed") {
            const instance = execution.error?.details.instance ?? "nobody";
            return expected.culprits.includes(instance)
                ? []
                : [`blames ${instance}, not one of ${expected.culprits.join(", ")}`];
        }
        const differences = await this.compareInstances(id, expected);
        if (!same(plain(execution.outputs), expected.outputs))
            differences.push(`outputs ${JSON.stringify(execution.outputs)}`);
        return differences;
    }

    private async compareInstances(id: string, expected: Prediction): Promise<string[]> {
        const differences: string[] = [];
        const found = new Map<string, Instance>();
        for (let page = 1; ; page += 1) {
            const url = `/api/executions/${id}/instances?limit=100&page=${page}` as const;
            const { data } = await this.person.call("GET", url);
            for (const each of data.instances) found.set(each.instance, each);
            if (page >= (data.pagination.pages ?? 1)) break;
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

    /** Answers what it asks on the way. */
    private async toTheEnd(id: string) {
        const end = Date.now() + 60_000;
        while (Date.now() < end) {
            const { data } = await this.person.call("GET", `/api/executions/${id}`);
            if (!["pending", "running", "waiting", "paused"].includes(data.status)) return data;
            if (data.status === "waiting" || data.current_state.waiting.length > 0)
                await this.answer(id);
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
        return null;
    }

    private async answer(id: string): Promise<void> {
        const url = `/api/requests?execution_id=${id}&status=open&limit=100` as const;
        const { data } = await this.person.call("GET", url);
        for (const request of data.requests) {
            const response = { approved: approves(request.instance) };
            await this.person.call("POST", `/api/requests/${request.id}/respond`, {
                body: { response }
            });
        }
    }
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

async function publish(somebody: Person, definition: unknown): Promise<string> {
    const created = await somebody.call("POST", "/api/workflows", {
        body: { name: "Random", definition }
    });
    if (created.status !== 201)
        throw new Error(`${created.text} for ${JSON.stringify(definition)}`);
    return created.data.id;
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
