import { requestText } from "../load/drive.ts";
import type { Shot } from "../load/drive.ts";
import type { Product } from "../setup/product.ts";

interface Case {
    /** What has to stand in the answer. */
    readonly expected: (n: number) => string;
    readonly inputs: (n: number) => object;
}

/** `POST /api/workflows/execute` that waits for the end, with inputs its answer can be told by. */
export async function executeShot(
    product: Product,
    workflow_id: string,
    { expected = lightAnswer, inputs = lightInputs }: Partial<Case> = {}
): Promise<Shot> {
    const token = await product.token();
    return {
        request: (n) =>
            requestText({
                method: "POST",
                path: "/api/workflows/execute",
                headers: { authorization: `Bearer ${token}`, prefer: "wait=60" },
                body: JSON.stringify({ workflow_id, inputs: inputs(n) })
            }),
        check: ({ status, body }, n) =>
            status === 200 && body.includes(expected(n)) && body.includes(COMPLETED)
                ? null
                : `execute ${n}: ${status} ${body.slice(0, 400)}`
    };
}

export function floorShot(path: string): Shot {
    return {
        request: (n) =>
            requestText({
                method: "POST",
                path,
                body: JSON.stringify({ inputs: { n, name: "Ada" } })
            }),
        check: ({ status, body }, n) =>
            status === 200 && body.includes(`"answer":{"n":${n},`) && body.includes(COMPLETED)
                ? null
                : `floor ${n}: ${status} ${body.slice(0, 400)}`
    };
}

const COMPLETED = '"status":"completed"';

/** Acknowledged at once, and not followed by this caller. */
export async function startShot(
    caller: { token(): Promise<string> },
    workflow_id: string,
    inputs: (n: number) => object,
    started: (execution_id: string, n: number) => void
): Promise<Shot> {
    const token = await caller.token();
    return {
        request: (n) =>
            requestText({
                method: "POST",
                path: "/api/workflows/execute",
                headers: { authorization: `Bearer ${token}` },
                body: JSON.stringify({ workflow_id, inputs: inputs(n) })
            }),
        check: ({ status, body }, n) => {
            const id = /"execution_id":"([0-9a-f-]{36})"/.exec(body)?.[1];
            if (status !== 202 || id === undefined)
                return `start ${n}: ${status} ${body.slice(0, 400)}`;
            started(id, n);
            return null;
        }
    };
}

function lightInputs(n: number): object {
    return { n, name: "Ada" };
}

/** For chains: nothing takes any time by itself. */
export const CHAIN: Case = {
    inputs: (n) => ({ n, ms: 0 }),
    expected: (n) => `"outputs":{"answer":{"n":${n}}}`
};

function lightAnswer(n: number): string {
    return `"outputs":{"answer":{"n":${n},"text":"Hello Ada!"}}`;
}
