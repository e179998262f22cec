/** The edge under the pointer, be a card on top of it or not. */
export function edgeAt(event: {
    readonly clientX: number;
    readonly clientY: number;
}): string | null {
    for (const element of document.elementsFromPoint(event.clientX, event.clientY)) {
        const edge = element.closest<SVGElement>(".react-flow__edge");
        if (edge !== null) return edge.dataset["id"] ?? null;
    }
    return null;
}
