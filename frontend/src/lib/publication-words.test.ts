import { expect, it } from "vitest";
import { publicationWords } from "./publication-words.ts";

it.each([
    [1, false, false, "Draft"],
    [1, false, true, "Draft"],
    [3, false, true, "Draft · v3 has errors"],
    [3, false, false, "Draft · v3 has errors"],
    [3, true, true, "Draft · changes since v3"],
    [3, true, false, "Live v3"]
])("of version %i, live %s, changed %s, says %s", (version, is_live, has_draft_changes, words) => {
    expect(publicationWords({ version, is_live, has_draft_changes })).toBe(words);
});
