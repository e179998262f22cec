import { expect, it } from "vitest";
import { compileNode } from "../kit/checking.ts";
import { definition } from "./definition.ts";

it("is for people: no ports, no edges, no references, nothing to run", () => {
    expect(definition).toMatchObject({ annotation: true, ports: [], accepts_input: false });
    expect(compileNode(definition, { text: "${not a reference" }).problems).toMatchObject([
        { code: "WORKFLOW_EMPTY" }
    ]);
});
