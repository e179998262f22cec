import { expect, it } from "vitest";
import { compile } from "./compile.ts";
import { parseDefinition } from "./definition.ts";
import { draw } from "./testing/draw.ts";
import { tinyCatalogue } from "./testing/tiny-catalogue.ts";
import { upgradeDefinition } from "./upgrade.ts";

const upgraded = (data: { label?: string; [key: string]: unknown }, version?: number) => {
    const drawn = draw("", { a: { type: "aged", data, version } });
    return upgradeDefinition(drawn, tinyCatalogue).nodes.a;
};

it("rewrites a node that was saved before its type had versions", () => {
    expect(upgraded({ label: "Old", text: "x" })).toMatchObject({
        version: 3,
        data: { label: "Old", body: { lines: ["x"] } }
    });
});

it("starts from the version that was saved", () => {
    expect(upgraded({ lines: ["x", "y"] }, 2)?.data).toEqual({ body: { lines: ["x", "y"] } });
});

it("leaves what is current, or written by hand for the current version, alone", () => {
    const drawn = draw("a", { a: { type: "aged", data: { body: { lines: ["x"] } } } });
    expect(upgradeDefinition(drawn, tinyCatalogue)).toBe(drawn);
    expect(upgradeDefinition(draw("a -> b"), tinyCatalogue).nodes.a).not.toHaveProperty("version");
});

it("happens wherever a definition is read", () => {
    const parsed = parseDefinition(draw("", { a: { type: "aged", data: { text: "x" } } }), {
        catalogue: tinyCatalogue
    });
    expect(parsed).toMatchObject({ ok: true, definition: { nodes: { a: { version: 3 } } } });
});

it("says of a node from the future that it is one", () => {
    const drawn = draw("", { a: { type: "aged", version: 4, data: { body: { lines: [] } } } });
    expect(compile(drawn, tinyCatalogue).problems).toMatchObject([
        { code: "NEWER_NODE_VERSION", severity: "error", node_id: "a" }
    ]);
});
