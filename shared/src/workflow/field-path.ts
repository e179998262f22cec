export type PathSegment = string | number;

const PLAIN = /^[\p{L}\p{N}\p{M}_-]+$/u;

/** `data.condition.rules[0]["first name"]`: how a place in JSON is written for people. */
export function fieldPath(segments: readonly PathSegment[], prefix = ""): string {
    let text = prefix;
    for (const segment of segments) {
        if (typeof segment === "number") text += `[${segment}]`;
        else if (!PLAIN.test(segment)) text += `[${JSON.stringify(segment)}]`;
        else text += text === "" ? segment : `.${segment}`;
    }
    return text;
}
