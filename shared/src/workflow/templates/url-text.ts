/**
 * Text of a URL in the making. What a reference brings in is a value, never a piece of the URL's
 * grammar: in path, query and fragment it is encoded, in host and port it may only be made of what
 * hosts and ports are made of. At the very beginning it may be a whole base URL.
 */
export class UrlText {
    #text = "";
    readonly #values: { readonly from: number; readonly to: number }[] = [];

    get text(): string {
        return this.#text;
    }

    literal(part: string): void {
        this.#text += part;
    }

    /** What is wrong with the value here, if something is. */
    value(value: string): string | undefined {
        const from = this.#text.length;
        if (from > MAX_URL) return "makes the URL too long";
        if (from === 0) {
            this.#text = value;
            return undefined;
        }
        if (!IN_HOST.test(this.#text)) {
            if (!value.isWellFormed()) return "is no text that can be sent";
            this.#text += encodeURIComponent(value);
            if (OF_DOTS.test(value)) this.#values.push({ from, to: this.#text.length });
            return undefined;
        }
        if (!OF_A_HOST.test(value)) return "is no part of a host name";
        this.#text += value;
        return undefined;
    }

    /**
     * `.` and `..` walk through a path however they are encoded, so a value must not become one: the
     * order `..` would otherwise turn `/orders/${id}` into `/`.
     */
    walks(): boolean {
        const path = AUTHORITY.exec(this.#text)?.[0].length ?? 0;
        const end = this.#text.slice(path).search(/[?#]/);
        const last = end < 0 ? this.#text.length : path + end;
        return this.#values.some(({ from, to }) => {
            if (from < path || from > last) return false;
            const before = this.#text.slice(path, from).replace(/^.*[\\/]/s, "");
            const after = /^[^\\/?#]*/.exec(this.#text.slice(to, last))?.[0] ?? "";
            return DOTS.test(before + this.#text.slice(from, to) + after);
        });
    }
}

/** No server takes longer ones; and what is looked at more than once stays small. */
const MAX_URL = 16_000;
const AUTHORITY = /^[a-z][a-z0-9+.-]*:[\\/]*[^\\/?#]*/i;
const IN_HOST = /^[a-z][a-z0-9+.-]*:[\\/]*[^\\/?#]*$/i;
const OF_A_HOST = /^[\p{L}\p{N}\p{M}.:[\]_-]*$/u;
/** Can be all or part of `.`, `..` or `%2e`, the rest being text. */
const OF_DOTS = /^[.2e]{1,2}$/i;
const DOTS = /^(?:\.|%2e){1,2}$/i;
