/** Text that is HTML already. Everything else that is put into a template is escaped. */
export class Html {
    readonly text: string;

    constructor(text: string) {
        this.text = text;
    }
}

type Content = Html | string | number | null | readonly Content[];

/** html`<p>${anything}</p>`: lists are joined, null is nothing, strings are escaped. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Html {
    const text = parts.map((part, at) => part + (at < contents.length ? show(contents[at]) : ""));
    return new Html(text.join(""));
}

function show(content: Content | undefined): string {
    if (content === null || content === undefined) return "";
    if (content instanceof Html) return content.text;
    if (typeof content === "object") return content.map(show).join("");
    return escape(String(content));
}

const ENTITIES: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;"
};

function escape(text: string): string {
    return text.replaceAll(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
}

/** Sentences of the contract: `code` between backticks, nothing else. */
export function prose(text: string): Html {
    const parts = text.split("`");
    return html`${parts.map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

const TOKEN = /"(?:[^"\\]|\\.)*"(\s*:)?|-?\d[\d.eE+-]*|\b(?:true|false|null)\b/g;

/** JSON with its kinds of token told apart. */
export function json(value: unknown): Html {
    const text = JSON.stringify(value, null, 2);
    const parts: Html[] = [];
    let last = 0;
    for (const match of text.matchAll(TOKEN)) {
        parts.push(html`${text.slice(last, match.index)}`, token(match[0], match[1]));
        last = match.index + match[0].length;
    }
    return html`${parts}${text.slice(last)}`;
}

function token(text: string, colon: string | undefined): Html {
    if (colon !== undefined) return html`<i class="k">${text.slice(0, -colon.length)}</i>${colon}`;
    if (text.startsWith('"')) return html`<i class="s">${text}</i>`;
    return html`<i class="${/^[tfn]/.test(text) ? "b" : "n"}">${text}</i>`;
}
