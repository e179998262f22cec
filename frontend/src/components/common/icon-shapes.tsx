import { ACTION_SHAPES } from "./icon-shapes-action.tsx";
import { STATE_SHAPES } from "./icon-shapes-state.tsx";
import { THING_SHAPES } from "./icon-shapes-thing.tsx";

/** The house's own icons: 16 grid, stroke 1.5, round caps. Draw new ones on the same grid. */
export const ICON_SHAPES = { ...ACTION_SHAPES, ...STATE_SHAPES, ...THING_SHAPES };

export type IconName = keyof typeof ICON_SHAPES;
