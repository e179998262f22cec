import type { NodeFacts } from "../document/node-facts.ts";

/** The card's measures (design board): everything that places, routes or lays out reads them here. */
export const CARD = {
    width: 208,
    head: 64,
    portRow: 26,
    /** Hairline and padding around the port rows. */
    portFrame: 7,
    strip: 26,
    /** Where edges meet the head. */
    portY: 32
} as const;

/** A container: header, a well with its body, and what is kept free around that. */
export const FRAME = {
    head: 48,
    /** Where edges meet the header. */
    portY: 24,
    /** Left of the body's first column: the pills where each turn starts stand there. */
    side: 24,
    /** Above the body's first row, header included. */
    top: 72,
    /** Below the last row, its strip included. */
    foot: 48,
    portRow: 26,
    least: { width: 416, height: 184 }
} as const;

/** Between columns and rows of a tidy graph. */
export const GAP = { x: 56, y: 40 } as const;

/** Below this zoom cards are blocks. */
export const FAR = 0.4;

/** Below this zoom a container is one block, its body out of sight. */
export const TINY = 0.16;

/** Above this, what is out of sight is not in the page. */
export const CULL_ABOVE = 150;

/** A large graph is first seen whole, from far: a thousand cards are not built only to become blocks. */
export function startsFar(nodes: number): boolean {
    return nodes > CULL_ABOVE;
}

export const NOTE = { width: 208, height: 96 } as const;

export interface CardShape {
    readonly rows: number;
    readonly hasStrip: boolean;
}

export function cardHeight({ rows, hasStrip }: CardShape): number {
    return (
        CARD.head +
        (rows === 0 ? 0 : CARD.portFrame + rows * CARD.portRow) +
        (hasStrip ? CARD.strip : 0)
    );
}

export function sizeOf(
    facts: NodeFacts,
    shape: { readonly hasError: boolean; readonly hasStrip: boolean }
): { readonly width: number; readonly height: number } {
    if (facts.isAnnotation) return { width: NOTE.width, height: NOTE.height };
    const named = facts.ports.filter(({ id }) => id !== facts.headPort).length;
    const rows = named + (shape.hasError ? 1 : 0);
    return { width: CARD.width, height: cardHeight({ rows, hasStrip: shape.hasStrip }) };
}

/** Middle of the n-th port row. */
export function rowY(row: number): number {
    return CARD.head - 1 + 4 + row * CARD.portRow + CARD.portRow / 2;
}
