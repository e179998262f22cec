import type { Edge, Node } from "@xyflow/react";

/** React Flow's nodes carry ids only: a card reads what it shows from the stores. */
export type CardData = Record<string, never>;
export type CardNode = Node<CardData, "card" | "frame" | "note">;
export type FlowEdge = Edge<{ readonly port: string }, "flow">;
