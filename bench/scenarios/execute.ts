import { requestText } from "../load/drive.ts";
import type { Shot } from "../load/drive.ts";
import type { Product } from "../setup/product.ts";

/** `POST /api/workflows/execute` that waits for the end, with inputs its answer can be told by. */
export async function executeShot(
    product: Product,
    workflow_id: string,
    expected: (n: number) => string = lightAnswer
): Promise<Shot> {
    const token = await product.token();
    return {
        request: (n) =>
            requestText({
                method: "POST",
                path: "/api/workflows/execute",
                headers: { authorization: `Bearer ${token}`, prefer: "wait=30" },
                body: JSON.stringify({ workflow_id, inputs: { n, name: "Ada" } })
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

function lightAnswer(n: number): string {
    return `"outputs":{"answer":{"n":${n},"text":"Hello Ada!"}}`;
}
