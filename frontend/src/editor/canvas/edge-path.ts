import { CARD } from "./card-size.ts";

export interface EdgeEnds {
    readonly sourceX: number;
    readonly sourceY: number;
    readonly targetX: number;
    readonly targetY: number;
}

export interface EdgePath {
    readonly path: string;
    readonly middle: { readonly x: number; readonly y: number };
    /** A return edge says in its middle which way it runs. */
    readonly isReturn: boolean;
}

const LEAST_CONTROL = 28;
const LEAD = 26;
const RADIUS = 14;

/** A cubic from left to right; what leads back goes round through the channel between the rows. */
export function edgePath(ends: EdgeEnds): EdgePath {
    const { sourceX, sourceY, targetX, targetY } = ends;
    if (targetX - sourceX > -8) return cubic(ends);
    const above = Math.min(sourceY, targetY);
    const below = Math.max(sourceY, targetY);
    const hasChannel = below - above > CARD.head + 2 * RADIUS + 24;
    // Between two rows, closer to the lower one, so that the upper one may still grow its strip.
    const y = hasChannel ? below - CARD.portY - 24 : below + CARD.head + 24;
    return around(ends, y);
}

function cubic({ sourceX, sourceY, targetX, targetY }: EdgeEnds): EdgePath {
    const distance = Math.hypot(targetX - sourceX, targetY - sourceY);
    const control = Math.max(
        LEAST_CONTROL,
        Math.min(distance / 2, Math.abs(targetX - sourceX) / 2)
    );
    return {
        path: `M${sourceX} ${sourceY}C${sourceX + control} ${sourceY} ${targetX - control} ${targetY} ${targetX} ${targetY}`,
        middle: { x: (sourceX + targetX) / 2, y: (sourceY + targetY) / 2 },
        isReturn: false
    };
}

function around({ sourceX, sourceY, targetX, targetY }: EdgeEnds, y: number): EdgePath {
    const right = sourceX + LEAD;
    const left = targetX - LEAD;
    const radius = (from: number) => Math.min(RADIUS, Math.abs(y - from) / 2);
    const r1 = radius(sourceY);
    const r2 = radius(targetY);
    const s1 = Math.sign(y - sourceY) || 1;
    const s2 = Math.sign(targetY - y) || -1;
    const path = [
        `M${sourceX} ${sourceY}`,
        `L${right - r1} ${sourceY}Q${right} ${sourceY} ${right} ${sourceY + s1 * r1}`,
        `L${right} ${y - s1 * r1}Q${right} ${y} ${right - r1} ${y}`,
        `L${left + r2} ${y}Q${left} ${y} ${left} ${y + s2 * r2}`,
        `L${left} ${targetY - s2 * r2}Q${left} ${targetY} ${left + r2} ${targetY}`,
        `L${targetX} ${targetY}`
    ].join("");
    return { path, middle: { x: (left + right) / 2, y }, isReturn: true };
}
