import { auth } from "./en/auth.ts";
import { common } from "./en/common.ts";
import { editor } from "./en/editor.ts";
import { execution } from "./en/execution.ts";
import { executions } from "./en/executions.ts";
import { library } from "./en/library.ts";
import { shell } from "./en/shell.ts";
import type { Areas, MessageKey, MessageParams } from "./types.ts";

/**
 * All words of the interface. A message is a text with `{names}`, or its plural forms, chosen by
 * `count`. A language is one more folder beside `en` with the same keys.
 */
const english = { auth, common, editor, execution, executions, library, shell } satisfies Areas;

export type Key = MessageKey<typeof english>;

const plurals = new Intl.PluralRules("en");
const numbers = new Intl.NumberFormat("en");

export function t<K extends Key>(key: K, ...args: MessageParams<typeof english, K>): string {
    const params: { readonly [name: string]: string | number } = args[0] ?? {};
    const message = find(key);
    const text = typeof message === "string" ? message : pluralForm(message, params["count"]);
    return text.replace(/\{(\w+)\}/gu, (whole, name: string) => {
        const value = Object.hasOwn(params, name) ? params[name] : undefined;
        if (value === undefined) return whole;
        return typeof value === "number" ? numbers.format(value) : value;
    });
}

type Message = string | { readonly other: string; readonly [form: string]: string };

function find(key: string): Message {
    const dot = key.indexOf(".");
    const area: Areas[string] | undefined = (english as Areas)[key.slice(0, dot)];
    const message = area?.[key.slice(dot + 1)];
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
