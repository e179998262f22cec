import { z } from "zod";
import type { Product } from "./product.ts";

/** Tokens live for fifteen minutes. */
const TOKEN_MS = 8 * 60_000;
const PASSWORD = "a-long-passphrase-for-the-bench-1";

const answered = z.object({ success: z.literal(true), data: z.unknown() });
const signedIn = z.object({ token: z.string() });
const created = z.object({ id: z.string() });

/** Somebody with a workspace of their own. */
export class Person {
    private readonly product: Product;
    private readonly email: string;
    private signed: { readonly token: string; readonly at: number } | null = null;

    private constructor(product: Product, email: string) {
        this.product = product;
        this.email = email;
    }

    static async register(product: Product, name: string): Promise<Person> {
        const person = new Person(product, `${name}-${Date.now()}@example.com`);
        const body = { email: person.email, password: PASSWORD, name };
        person.remember(await person.call("POST", "/api/auth/register", body));
        return person;
    }

    async call(method: string, path: string, body?: unknown): Promise<unknown> {
        const response = await fetch(this.product.url + path, {
            method,
            headers: {
                ...(body === undefined ? {} : { "content-type": "application/json" }),
                ...(this.signed === null ? {} : { authorization: `Bearer ${this.signed.token}` })
            },
            ...(body === undefined ? {} : { body: JSON.stringify(body) })
        });
        const text = await response.text();
        if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
        return answered.parse(JSON.parse(text)).data;
    }

    async token(): Promise<string> {
        if (this.signed !== null && performance.now() - this.signed.at < TOKEN_MS)
            return this.signed.token;
        const body = { email: this.email, password: PASSWORD };
        return this.remember(await this.call("POST", "/api/auth/login", body));
    }

    /** The id of a workflow with version 1. */
    async publish(name: string, definition: object): Promise<string> {
        await this.token();
        return created.parse(await this.call("POST", "/api/workflows", { name, definition })).id;
    }

    private remember(answer: unknown): string {
        const { token } = signedIn.parse(answer);
        this.signed = { token, at: performance.now() };
        return token;
    }
}
