import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { contrast, linearRgb, mixOklab, parseOklch } from "./contrast.ts";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");

function tokensOf(selector: RegExp): Map<string, string> {
    const block = selector.exec(css)?.[1];
    if (block === undefined) throw new Error(`No block for ${selector.source}`);
    return new Map(
        [...block.matchAll(/--([\w-]+):\s*([^;]+);/gu)].map((m) => [m[1] ?? "", m[2] ?? ""])
    );
}

const themes = {
    light: tokensOf(/^:root \{([\s\S]*?)^\}/mu),
    dark: tokensOf(/^\.dark,\s*\[data-theme="dark"\] \{([\s\S]*?)^\}/mu)
};

const GROUNDS = [
    "surface",
    "surface-2",
    "surface-3",
    "bg-app",
    "bg-canvas",
    "node",
    "well",
    "hover"
];
const CATEGORIES = [
    "trigger",
    "ai",
    "logic",
    "data",
    "connect",
    "human",
    "chart",
    "output",
    "code"
];

/** [foreground, backgrounds, least ratio] */
const PAIRS: [string, string[], number][] = [
    ["text", [...GROUNDS, "active", "primary-tint", "warn-fill", "err-fill", "idle-fill"], 7],
    ["text-2", [...GROUNDS, "active", "primary-tint", "warn-fill", "err-fill", "idle-fill"], 4.5],
    ["text-3", [...GROUNDS, "active"], 4.5],
    ["primary", ["surface", "surface-2", "surface-3", "bg-app", "primary-tint"], 4.5],
    ["primary-fg", ["primary-solid", "primary-solid-hover", "err-solid", "err-solid-hover"], 4.5],
    ["warn-solid-fg", ["warn-solid"], 4.5],
    ["surface", CATEGORIES.map((name) => `cat-${name}`), 4.5],
    ...["ok", "run", "err", "warn", "idle"].map((name): [string, string[], number] => [
        name,
        ["surface", "surface-2", "surface-3", "bg-app", "bg-canvas", `${name}-fill`],
        4.5
    ]),
    ...["key", "str", "num", "bool"].map((name): [string, string[], number] => [
        `syn-${name}`,
        ["surface", "surface-2", "surface-3", "well", "primary-tint"],
        4.5
    ]),
    ["edge", ["bg-canvas", "well"], 3],
    ["edge-off", ["bg-canvas"], 3],
    ["border-field", ["surface", "surface-3", "bg-app"], 3],
    ["border-strong", ["surface", "node", "bg-canvas"], 3],
    ["warn-line", ["surface", "bg-canvas", "warn-fill"], 3],
    ["ring", ["surface", "surface-3", "bg-app", "bg-canvas", "node"], 3]
];

describe.each(Object.entries(themes))("tokens of the %s theme", (_theme, tokens) => {
    const color = (name: string) => {
        const value = tokens.get(name);
        if (value === undefined) throw new Error(`No token --${name}`);
        return parseOklch(value);
    };

    const cases = PAIRS.flatMap(([front, grounds, least]) =>
        grounds.map((ground) => [front, ground, least] as const)
    );

    it.each(cases)("--%s on --%s keeps %f : 1", (front, ground, least) => {
        const ratio = contrast(linearRgb(color(front)), linearRgb(color(ground)));
        expect(ratio).toBeGreaterThanOrEqual(least);
    });

    it.each(CATEGORIES)("the icon of category %s keeps 3 : 1 on its own tile", (name) => {
        const share = Number.parseFloat(tokens.get("tint-tile") ?? "") / 100;
        const category = color(`cat-${name}`);
        const tile = mixOklab(category, share, color("node"));
        expect(contrast(linearRgb(category), tile)).toBeGreaterThanOrEqual(3);
    });
});

it.each([1, 2, 3, 4, 5, 6])(
    "white initials keep 4.5 : 1 on --avatar-%i in both themes",
    (number) => {
        const ground = parseOklch(themes.light.get(`avatar-${number}`) ?? "");
        expect(contrast(linearRgb({ l: 1, c: 0, h: 0 }), linearRgb(ground))).toBeGreaterThanOrEqual(
            4.5
        );
    }
);

it("every token of the light theme that is a colour has a dark value", () => {
    const isColor = (value: string) => value.trim().startsWith("oklch(");
    const missing = [...themes.light]
        .filter(([name, value]) => isColor(value) && !themes.dark.has(name))
        .filter(([name]) => !name.startsWith("avatar-"))
        .map(([name]) => name);
    expect(missing).toEqual([]);
});
