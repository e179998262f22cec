import { describe, expect, it } from "vitest";
import { references, renameReferences, templates } from "./references.ts";

describe("references", () => {
    it("lists every path with its field, and whether something stands behind it", () => {
        const found = references({
            to: "x ${a.output ?? b.output[0]}",
            list: [{ k: "${inputs.m}" }]
        });
        expect(found).toEqual([
            { field: ["to"], root: "a", segments: ["output"], guarded: true, instead_of: [] },
            {
                field: ["to"],
                root: "b",
                segments: ["output", 0],
                guarded: false,
                instead_of: [{ kind: "path", root: "a", segments: ["output"] }]
            },
            {
                field: ["list", 0, "k"],
                root: "inputs",
                segments: ["m"],
                guarded: false,
                instead_of: []
            }
        ]);
    });

    it("tells single references from mixed text, and where a text is broken", () => {
        const found = templates(["${a}", " ${a}", "${a..b}", "plain"]);
        expect(found.map(({ single }) => single)).toEqual([true, false, false]);
        expect(found[2]?.fault?.position).toBe(4);
    });
});

describe("renaming", () => {
    it("changes roots only, and nothing else of what was typed", () => {
        const before = {
            one: "${old.output.old}",
            two: "keep  $${old}  ${ other.output ?? old.output }, ${ old2.x }",
            broken: "${old..x} ${old.output}",
            same: ["old"]
        };
        const after = renameReferences(before, "old", "new");
        expect(after).toEqual({
            one: "${new.output.old}",
            two: "keep  $${old}  ${other.output ?? new.output}, ${ old2.x }",
            broken: "${old..x} ${old.output}",
            same: ["old"]
        });
        expect(before.one).toBe("${old.output.old}");
    });

    it("gives the very same value back when nothing refers to it", () => {
        const config = { a: ["${x.output}"] };
        expect(renameReferences(config, "y", "z")).toBe(config);
    });
});
