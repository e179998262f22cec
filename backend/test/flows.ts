import type { Execution } from "@flowmaestro/shared/contract/routes/executions.ts";
import type { Person } from "./api.ts";

/** Saves a definition and starts it; its id. */
export async function started(
    person: Person,
    definition: object,
    inputs: object = {}
): Promise<string> {
    const workflow_id = await saved(person, definition);
    return startedAgain(person, workflow_id, inputs);
}

export async function saved(person: Person, definition: object, name = "Test"): Promise<string> {
    const { status, data, text } = await person.call("POST", "/api/workflows", {
        body: { name, definition }
    });
    if (status !== 201) throw new Error(text);
    return data.id;
}

export async function startedAgain(
    person: Person,
    workflow_id: string,
    inputs: object = {}
): Promise<string> {
    const { status, data, text } = await person.call("POST", "/api/workflows/execute", {
        body: { workflow_id, inputs }
    });
    if (status !== 202) throw new Error(text);
    return data.execution_id;
}

/** As `GET /executions/:id` shows it. */
export async function execution(person: Person, id: string): Promise<Execution> {
    return (await person.call("GET", `/api/executions/${id}`)).data;
}

const PATIENCE_MS = 20_000;

/** Asks until there is an answer. */
export async function until<T>(ask: () => Promise<T | null>): Promise<T> {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
        const answer = await ask();
        if (answer !== null) return answer;
        if (Date.now() > end) throw new Error("It did not come to that.");
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
}

/** The execution, once it has ended. */
export function ended(person: Person, id: string): Promise<Execution> {
    return until(async () => {
        const shown = await execution(person, id);
        return shown.completed_at === null ? null : shown;
    });
}

/** `n` echo nodes after one another, each taking `delay_ms`. */
export function chain(n: number, delay_ms: number): object {
    const ids = Array.from({ length: n }, (_, index) => `n${index}`);
    return {
        nodes: Object.fromEntries(
            ids.map((id) => [
                id,
                {
                    id,
                    type: "echo",
                    position: { x: 0, y: 0 },
                    data: { value: id.repeat(200), delay_ms }
                }
            ])
        ),
        edges: ids.slice(1).map((id, index) => ({ id: `e${id}`, source: ids[index], target: id }))
    };
}
