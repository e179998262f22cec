import { expect, it } from "vitest";
import { operatorNames } from "@flowmaestro/shared/workflow/conditions/operators.ts";
import { catalogue } from "./catalogue.gen.ts";
import { renderNodeDocs } from "./kit/docs.ts";

it("tells of every type, field and operator there is", () => {
    const text = renderNodeDocs(catalogue);
    for (const name of [...catalogue.types, ...operatorNames])
        expect(text).toContain(`\`${name}\``);
    expect(text).toContain("`fail.times` | integer |  | Times: How many attempts fail");
    expect(text).toContain("from 1, up to 1000, default `1`");
    expect(text).not.toMatch(/undefined|\[object/);
});
