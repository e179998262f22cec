import { describe, expect, it } from "vitest";
import { insertReference, openReference } from "./open-reference.ts";

/** `|` is the caret. */
function at(marked: string): [string, number] {
    return [marked.replace("|", ""), marked.indexOf("|")];
}

describe("a reference that is being typed", () => {
    it.each([
        ["${|", ""],
        ["Hi ${ord|", "ord"],
        ["${order.out|put}", "order.out"],
        ["${a.output ?? b|", "b"],
        ["${a.output ?? |}", ""]
    ])("%s", (marked, query) => {
        expect(openReference(...at(marked))?.query).toBe(query);
    });

    it.each(["|", "$|{", "${a}|", "$${a|", "${a b|", "plain|"])("none in %s", (marked) => {
        expect(openReference(...at(marked))).toBeNull();
    });
});

describe("taking a suggestion", () => {
    it.each([
        ["${|", "${x.output}|"],
        ["Hi ${o|!", "Hi ${x.output}|!"],
        ["${or|der.output.a}", "${x.output}|"],
        ["Hi |you", "Hi ${x.output}|you"],
        ["${a.output ?? b|}", "${a.output ?? x.output|}"]
    ])("%s becomes %s", (before, after) => {
        const { text, caret } = insertReference(...at(before), "x.output");
        expect(`${text.slice(0, caret)}|${text.slice(caret)}`).toBe(after);
    });
});
