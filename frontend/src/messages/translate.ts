import type { Areas, MessageKey, MessageParams } from "./types.ts";

const plurals = new Intl.PluralRules("en");
const numbers = new Intl.NumberFormat("en");

/**
 * Makes the function that says a message: a text with `{names}`, or its plural forms, chosen by `count`.
 * A language is one more folder beside `en` with the same keys.
 */
export function translator<const C extends Areas>(catalogue: C) {
    return <K extends MessageKey<C>>(key: K, ...args: MessageParams<C, K>): string => {
        const params: { readonly [name: string]: string | number } = args[0] ?? {};
        const message = find(catalogue, key);
        const text = typeof message === "string" ? message : pluralForm(message, params["count"]);
        return text.replace(/\{(\w+)\}/gu, (whole, name: string) => {
            const value = Object.hasOwn(params, name) ? params[name] : undefined;
            if (value === undefined) return whole;
            return typeof value === "number" ? numbers.format(value) : value;
        });
    };
}

type Message = string | { readonly other: string; readonly [form: string]: string };

function find(catalogue: Areas, key: string): Message {
    const dot = key.indexOf(".");
    const message: Message | undefined = catalogue[key.slice(0, dot)]?.[key.slice(dot + 1)];
    // A key that slipped past the types is better seen than hidden.
    return message ?? key;
}

function pluralForm(
    forms: { readonly other: string; readonly [form: string]: string },
    count: string | number | undefined
): string {
    const form = typeof count === "number" ? plurals.select(count) : "other";
    return forms[form] ?? forms.other;
}
