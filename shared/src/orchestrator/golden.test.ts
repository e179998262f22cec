import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bookOf, FACT_KINDS, type Golden, pictureOf } from "./testing/golden.ts";

const FOLDER = join(import.meta.dirname, "testing", "golden");
const releases = readdirSync(FOLDER).map((file) => file.replace(".jsonl", ""));

describe.each(releases)("the logs of release %s", (release) => {
    const text = readFileSync(join(FOLDER, `${release}.jsonl`), "utf8");
    const logs = text
        .trimEnd()
        .split("\n")
        .map((line): Golden => JSON.parse(line) as Golden);

    test("mean what they meant: the same statuses and the same open work", () => {
        for (const { plan, log, pictures } of logs) {
            for (const picture of pictures) {
                expect(pictureOf(plan, log, picture.seq)).toEqual(picture);
                expect(bookOf(plan, log, picture.seq)).toEqual(picture.pending);
            }
        }
    });
});

test("the newest golden logs state every kind of fact", () => {
    const newest = releases.sort((a, b) => a.localeCompare(b, "en", { numeric: true })).at(-1);
    const text = readFileSync(join(FOLDER, `${newest}.jsonl`), "utf8");
    const absent = Object.keys(FACT_KINDS).filter((kind) => !text.includes(`"kind":"${kind}"`));
    expect(absent).toEqual([]);
});
