import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Json } from "../../orchestrator/values.ts";
import { quickest } from "../testing/quickest.ts";
import { resolveTemplates } from "./resolve.ts";
import { scopeOf } from "./scope.ts";

const url = (template: string, values: { readonly [name: string]: Json } = {}) =>
    resolveTemplates(template, scopeOf({ inputs: values }), "data.url", "url");
const ok = (value: string) => ({ ok: true, value });
const refused = (message: string) => ({
    ok: false,
    error: { code: "INVALID_URL", message: expect.stringContaining(message) as string }
});

describe("a URL with references", () => {
    it.each<[string, { readonly [name: string]: Json }, string]>([
        ["https://a.b/c", {}, "https://a.b/c"],
        [
            "https://a.b/${inputs.x}",
            { x: "a b/c?d#e&f=%2e" },
            "https://a.b/a%20b%2Fc%3Fd%23e%26f%3D%252e"
        ],
        [
            "https://a.b/?q=${inputs.x}&n=${inputs.n}",
            { x: "ü&y=1", n: 7 },
            "https://a.b/?q=%C3%BC%26y%3D1&n=7"
        ],
        ["https://a.b/?q=${inputs.x}", { x: { a: [1] } }, "https://a.b/?q=%7B%22a%22%3A%5B1%5D%7D"],
        ["https://${inputs.x}/c", { x: "a.b:8443" }, "https://a.b:8443/c"],
        ["https://${inputs.x}", { x: "[::1]" }, "https://[::1]"],
        ["${inputs.x}", { x: "https://a.b/c?d=e" }, "https://a.b/c?d=e"],
        [
            "${inputs.x}/items/${inputs.y}",
            { x: "https://a.b", y: "1/2" },
            "https://a.b/items/1%2F2"
        ],
        ["https://a.b/..${inputs.x}", { x: "c" }, "https://a.b/..c"],
        ["https://a.b/?q=${inputs.x}", { x: ".." }, "https://a.b/?q=.."],
        ["https://a.b/$${x}/${inputs.x}", { x: "c" }, "https://a.b/${x}/c"]
    ])("%s with %j", (template, values, expected) => {
        expect(url(template, values)).toEqual(ok(expected));
    });

    it.each<[string, string, string]>([
        ["https://${inputs.x}/c", "evil.com/?", "no part of a host"],
        ["https://${inputs.x}/c", "user@evil.com", "no part of a host"],
        ["https://${inputs.x}/c", "evil.com\\", "no part of a host"],
        ["https:${inputs.x}/c", "//evil.com", "no part of a host"],
        ["https://a.b${inputs.x}", "/c", "no part of a host"],
        ["https://a.b/c/${inputs.x}", "..", "out of the path"],
        ["https://a.b/c/${inputs.x}/d", ".", "out of the path"],
        ["https://a.b/c/.${inputs.x}?d", ".", "out of the path"],
        ["https://a.b/c/%2E${inputs.x}#d", ".", "out of the path"],
        ["https://a.b/${inputs.x}", "\ud800", "no text"]
    ])("%s does not take %j", (template, x, message) => {
        expect(url(template, { x })).toMatchObject(refused(message));
    });

    it("takes linear time, and stops where no server would listen", () => {
        const many = (start: string) => start + "${inputs.x}".repeat(50_000);
        const all = () => {
            for (const x of [".", "", "2"]) {
                url(many("https://a.b/%"), { x });
                url(many("https://"), { x });
            }
        };
        expect(quickest(all, 1)).toBeLessThan(3_000);
        expect(url(many("https://a.b/"), { x: "y" })).toMatchObject(refused("too long"));
    });

    it("reaches the same host and depth whatever a value in its path is", () => {
        fc.assert(
            fc.property(fc.string({ unit: "grapheme" }), fc.string(), (x, y) => {
                const made = url("https://a.b/one/${inputs.x}/two?y=${inputs.y}", { x, y });
                if (!made.ok) {
                    expect([".", ".."]).toContain(x);
                    return;
                }
                const parsed = new URL(z.string().parse(made.value));
                expect([parsed.host, parsed.hash]).toEqual(["a.b", ""]);
                expect(parsed.pathname.split("/").map(decodeURIComponent)).toEqual([
                    "",
                    "one",
                    x,
                    "two"
                ]);
                expect([...parsed.searchParams]).toEqual([["y", y]]);
            })
        );
    });
});
