import { failureSchema } from "@flowmaestro/shared/contract/errors.ts";
import type { HouseError } from "@flowmaestro/shared/contract/errors.ts";
import { errorsOf } from "@flowmaestro/shared/contract/route-errors.ts";
import { dataOf, routeOf } from "./contract.ts";
import type { DataOf } from "./contract.ts";

interface Heard {
    readonly status: number;
    readonly headers: { readonly [name: string]: string | undefined };
    readonly text: string;
}

/**
 * What a call came to. `data` is read when it is taken, and is no property of its own: whoever prints
 * or compares an answer that has none does not run into it.
 */
export class Answered<Data = unknown> {
    readonly status: number;
    readonly headers: Heard["headers"];
    readonly text: string;
    /** Null for a success; anything but the house format fails here. */
    readonly error: HouseError | null;
    readonly #read: () => Data;

    constructor({ status, headers, text }: Heard, error: HouseError | null, read: () => Data) {
        this.status = status;
        this.headers = headers;
        this.text = text;
        this.error = error;
        this.#read = read;
    }

    /** Of a success, held against the contract; taken from anything else, it fails with what was said. */
    get data(): Data {
        if (this.status >= 300) throw new Error(`No data, but ${this.status}: ${this.text}`);
        return this.#read();
    }
}

export function answered<const M extends string, const U extends string>(
    method: M,
    url: U,
    heard: Heard
): Answered<DataOf<M, U>> {
    const { status, headers, text } = heard;
    const parsed = (): unknown => {
        const isJson = headers["content-type"]?.startsWith("application/json") === true;
        return isJson ? JSON.parse(text) : text;
    };
    const error = status < 400 ? null : failureSchema.parse(parsed()).error;
    if (error !== null) assertDocumented(method, url, error);
    return new Answered(heard, error, () => dataOf(method, url, parsed()));
}

/** Of a `fetch`. */
export async function answeredBy<const M extends string, const U extends string>(
    method: M,
    url: U,
    response: Response
): Promise<Answered<DataOf<M, U>>> {
    const headers = Object.fromEntries(response.headers);
    return answered(method, url, { status: response.status, headers, text: await response.text() });
}

/** A code that the documentation does not promise for a route is a bug in one of the two. */
function assertDocumented(method: string, url: string, { code }: HouseError): void {
    const route = routeOf(method, url);
    if (route === undefined || errorsOf(route).some((known) => known === code)) return;
    throw new Error(`${method} ${route.path} answered ${code}, which is not documented.`);
}
