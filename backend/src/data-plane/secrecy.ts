import { SECRET_MARK } from "@flowmaestro/shared/contract/secret-mark.ts";
import type { PlanSecret } from "@flowmaestro/shared/orchestrator/plan.ts";
import type { Json, NodeError, StoredValue } from "@flowmaestro/shared/orchestrator/values.ts";
import { isList, isObject, own } from "@flowmaestro/shared/schema/json.ts";
import type { Results } from "./results.ts";
import { soon } from "./soon.ts";
import type { Soon } from "./soon.ts";
import type { Values } from "./values.ts";

/** Shorter texts are found in everything; the plan knows where they go. */
const SHORTEST = 6;
/** Of a secret that was cut off, so much gives it away. */
const HEAD = 12;

/** When a value is stored sealed, and what of it stays out of sight. */
export interface Sealing {
    readonly applies: (text: string) => boolean;
    readonly mark: true | readonly string[];
}

/**
 * The secrets an execution was given. The plan says where they flow as far as types tell; here they
 * are known by their content, wherever they come out again.
 */
export class Secrecy {
    readonly #forms: ReadonlySet<string>;
    readonly #heads: readonly (readonly [head: string, form: string])[];
    /** Too short to be looked for inside other texts. */
    readonly #short: ReadonlySet<string | number>;

    constructor(secrets: Json) {
        const forms = new Set<string>();
        const short = new Set<string | number>();
        for (const leaf of leavesOf(secrets, [])) {
            const text = String(leaf).toWellFormed();
            if (text.length < SHORTEST) short.add(leaf);
            else for (const form of formsOf(text)) forms.add(form);
        }
        // The longest first: one may be the beginning of another.
        const sorted = [...forms].toSorted((a, b) => b.length - a.length);
        this.#forms = new Set(sorted);
        this.#short = short;
        this.#heads = sorted.map((form) => {
            const length = Math.min(HEAD, Math.max(SHORTEST, Math.ceil(form.length / 2)));
            return [form.slice(0, length), form] as const;
        });
    }

    isIn(text: string): boolean {
        for (const form of this.#forms) if (text.includes(form)) return true;
        return false;
    }

    /** Of data that is given away as a whole, short secrets in its texts too. */
    holds(json: Json): boolean {
        if (this.isIn(JSON.stringify(json))) return true;
        const short = [...this.#short];
        return leavesOf(json, []).some((leaf) =>
            short.some((secret) => String(leaf).includes(String(secret)))
        );
    }

    /** Also without the beginnings of secrets, where a text was cut. */
    redactText(text: string): string {
        let result = text;
        for (const [head, form] of this.#heads) result = without(result, head, form);
        return result;
    }

    redact(json: Json): Json {
        if (typeof json === "string")
            return this.#short.has(json) ? SECRET_MARK : this.redactText(json);
        if (typeof json === "number")
            return this.#short.has(json) || this.isIn(String(json)) ? SECRET_MARK : json;
        if (isList(json)) return json.map((item) => this.redact(item));
        if (!isObject(json)) return json;
        return Object.fromEntries(
            Object.entries(json).map(([key, item]) => [this.redactText(key), this.redact(item)])
        );
    }

    /** What an error says of values that a node with secrets in its config was given. */
    redactError(error: NodeError, secret: PlanSecret | undefined): NodeError {
        const { code, message, details, is_retryable } = error;
        const said = `${message} ${JSON.stringify(details ?? {})}`;
        if (secret?.fields !== undefined && this.#quotesShort(said))
            return { code, message: WITHHELD, details: { solution: WHAT_NOW }, is_retryable };
        const kept = details === undefined ? undefined : this.redact(details);
        return {
            code,
            message: this.redactText(message),
            ...(isObject(kept) ? { details: kept } : {}),
            is_retryable
        };
    }

    /** Of a node that took a secret: elsewhere so few letters say nothing. */
    #quotesShort(text: string): boolean {
        for (const secret of this.#short) if (text.includes(String(secret))) return true;
        return false;
    }

    /** Why a node decided as it did, without what it compared. */
    redactBecause(because: Json, secret: PlanSecret | undefined): Json {
        return this.redact(secret?.fields === undefined ? because : withoutSides(because));
    }

    /** A config as people may see it: fields that a secret goes into are not shown. */
    redactConfig(config: Json, secret: PlanSecret | undefined): Json {
        return this.redact(masked(config, secret?.fields ?? []));
    }
}

const WITHHELD = "The node failed. What it said is kept back, since it quotes a secret.";
const WHAT_NOW = "Look at the code, and at the fields of the node that a secret goes into.";

/** An object without what stands in these fields; anything else is one secret. */
export function masked(json: Json, fields: true | readonly string[]): Json {
    if (fields === true) return SECRET_MARK;
    if (fields.length === 0) return json;
    if (!isObject(json)) return SECRET_MARK;
    return Object.fromEntries(
        Object.entries(json).map(([name, item]) => [
            name,
            fields.includes(name) ? SECRET_MARK : item
        ])
    );
}

const secrecies = new WeakMap<Results, { readonly parts: number; readonly secrecy: Secrecy }>();

/** Null where the execution has no secrets: nothing else is asked then. */
export function secrecyOf(results: Results, values: Values): Soon<Secrecy | null> {
    if (!results.hasSecrets) return null;
    const { secretParts } = results;
    const parts = secretParts.length;
    const known = secrecies.get(results);
    if (known?.parts === parts) return known.secrecy;
    return soon(readAll(secretParts, values), (read) => {
        const secrecy = new Secrecy(read.map((json, at) => within(json, secretParts[at]?.secret)));
        secrecies.set(results, { parts, secrecy });
        return secrecy;
    });
}

function readAll(parts: readonly StoredValue[], values: Values): Soon<readonly Json[]> {
    const read = parts.map((part) => values.read(part));
    const ready = read.flatMap((json) => (json instanceof Promise ? [] : [json]));
    return ready.length === read.length ? ready : Promise.all(read.map(async (json) => json));
}

function within(json: Json, fields: StoredValue["secret"] = []): Json {
    if (fields === true || !isObject(json)) return json;
    return fields.map((name) => own(json, name) ?? null);
}

function leavesOf(json: Json, found: (string | number)[]): (string | number)[] {
    if (typeof json === "number" || (typeof json === "string" && json !== "")) found.push(json);
    else if (isList(json)) for (const item of json) leavesOf(item, found);
    else if (isObject(json)) for (const item of Object.values(json)) leavesOf(item, found);
    return found;
}

/** As it stands in a text, in JSON, in JSON within JSON, and in a URL. */
function formsOf(text: string): string[] {
    const quoted = JSON.stringify(text).slice(1, -1);
    const twice = JSON.stringify(quoted).slice(1, -1);
    return [text, quoted, twice, encodeURIComponent(text)];
}

function without(text: string, head: string, form: string): string {
    let at = text.indexOf(head);
    if (at < 0) return text;
    let result = "";
    let from = 0;
    while (at >= 0) {
        let end = at + head.length;
        while (end - at < form.length && text[end] === form[end - at]) end += 1;
        result += text.slice(from, at) + SECRET_MARK;
        from = end;
        at = text.indexOf(head, from);
    }
    return result + text.slice(from);
}

/** The words of an explanation: everything else in it is data. */
const WORDS = new Set(["operator", "combinator", "case"]);

function withoutSides(because: Json): Json {
    if (isList(because)) return because.map(withoutSides);
    if (!isObject(because)) return typeof because === "boolean" ? because : SECRET_MARK;
    return Object.fromEntries(
        Object.entries(because).map(([name, item]) => [
            name,
            WORDS.has(name) ? item : withoutSides(item)
        ])
    );
}
