import type { Category, NodeType } from "@flowmaestro/shared/workflow/catalogue.ts";
import type { ColorToken } from "../../components/common/Tile.tsx";
import { ICON_SHAPES } from "../../components/common/icon-shapes.tsx";
import type { IconName } from "../../components/common/icon-shapes.tsx";

export const CATEGORIES: readonly Category[] = [
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

export function colorOf(type: NodeType | undefined): ColorToken {
    return type === undefined ? "--cat-code" : `--cat-${type.category}`;
}

export function isIconName(name: string): name is IconName {
    return Object.hasOwn(ICON_SHAPES, name);
}

/** Definitions name icons of ours as plain text; a name we do not draw shows the house's own. */
export function iconOf(type: NodeType | undefined): IconName {
    if (type === undefined) return "code";
    return isIconName(type.icon) ? type.icon : "workflow";
}
