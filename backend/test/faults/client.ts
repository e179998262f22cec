import { setTimeout as pause } from "node:timers/promises";
import { answeredBy } from "../answer.ts";
import type { Answered } from "../answer.ts";
import type { DataOf } from "../contract.ts";

/** A client that outlives the server it talks to: what got no answer is asked again, as it was. */
export interface Client {
    /** Until there is an answer, or `isOver` says that nobody wants one any more. */
    insist<const M extends string, const P extends string>(
        method: M,
        path: P,
        options?: Asking
    ): Promise<Answered<DataOf<M, P>>>;
}

export interface Asking {
    readonly body?: object;
    readonly key?: string;
}

export class GaveUp extends Error {}

/** Told to come again, or the way to it is broken. */
const NOT_NOW: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);
const PATIENCE_MS = 15_000;
/** Rarer and rarer: those who wait must not starve the one they wait for. */
const FIRST_REST_MS = 80;
const LAST_REST_MS = 1_000;

export function createClient(stage: {
    readonly url: () => string;
    readonly token: () => string;
    readonly isOver: () => boolean;
    /** A 5xx that is no 503: the product promised that there is none. */
    readonly onBroken: (what: string) => void;
}): Client {
    const ask = async <const M extends string, const P extends string>(
        method: M,
        path: P,
        { body, key }: Asking = {}
    ): Promise<Answered<DataOf<M, P>> | { readonly unheard: string }> => {
        try {
            const response = await fetch(`${stage.url()}/api${path}`, {
                method,
                headers: {
                    ...(stage.token() === "" ? {} : { authorization: `Bearer ${stage.token()}` }),
                    ...(body === undefined ? {} : { "content-type": "application/json" }),
                    ...(key === undefined ? {} : { "idempotency-key": key })
                },
                ...(body === undefined ? {} : { body: JSON.stringify(body) }),
                signal: AbortSignal.timeout(PATIENCE_MS)
            });
            return judged(`${method} ${path}`, await answeredBy(method, path, response));
        } catch (error) {
            return { unheard: error instanceof Error ? error.message : String(error) };
        }
    };
    const judged = <Data>(
        what: string,
        answer: Answered<Data>
    ): Answered<Data> | { readonly unheard: string } => {
        const { status } = answer;
        const code = answer.error?.code ?? "";
        if (status >= 500 && status !== 503) stage.onBroken(`${what}: ${status} ${code}`);
        const isBusy = NOT_NOW.has(status) || code === "IDEMPOTENCY_IN_FLIGHT";
        return isBusy ? { unheard: `${status} ${code}` } : answer;
    };
    return {
        insist: async (method, path, options) => {
            for (let rest = FIRST_REST_MS; ; rest = Math.min(rest * 1.5, LAST_REST_MS)) {
                const heard = await ask(method, path, options);
                if (!("unheard" in heard)) return heard;
                if (stage.isOver()) {
                    throw new GaveUp(`${method} ${path} was never answered: ${heard.unheard}`);
                }
                await pause(rest);
            }
        }
    };
}
