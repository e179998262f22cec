import { createStore } from "zustand/vanilla";
import type { StoreApi } from "zustand/vanilla";
import type { Point } from "./document/edits.ts";

export type LeftTab = "nodes" | "outline";
export type InspectorTab = "config" | "reliability" | "notes";
export type DrawerTab = "timeline" | "logs" | "output" | "problems";
export type EditorDialog = "execute" | "publish" | "conflict" | "shortcuts" | null;

/** A node picker that floats at a place of the canvas, and what the chosen node is joined to. */
export interface Picker {
    /** On the screen. */
    readonly at: Point;
    /** On the canvas, where the node goes; absent: beside its source. */
    readonly place?: Point;
    readonly from?: { readonly node: string; readonly port: string };
    readonly edge?: string;
    /** The container it goes into, where that is not said by a place or a neighbour. */
    readonly inside?: string;
}

export interface UiState {
    readonly isLeftOpen: boolean;
    /** The same panel over the canvas, where there is no room beside it. */
    readonly isSheetOpen: boolean;
    readonly leftTab: LeftTab;
    /** The panel beside the canvas; on narrow screens it covers part of it. */
    readonly isInspectorOpen: boolean;
    readonly inspectorTab: InspectorTab;
    readonly isDrawerOpen: boolean;
    readonly drawerTab: DrawerTab;
    readonly drawerHeight: number;
    readonly dialog: EditorDialog;
    readonly picker: Picker | null;
    /** The keyboard looks for a node to connect to. */
    readonly connecting: { readonly node: string; readonly port: string } | null;
    /** A container is looked for to move the chosen nodes into. */
    readonly isMoving: boolean;
    /** The one node that Tab reaches; arrows move it. */
    readonly focused: string | null;
    /** A field to put the cursor into, once; `nonce` asks again for the same one. */
    readonly field: { readonly node: string; readonly path: string; readonly nonce: number } | null;
    /** A title to edit in place. */
    readonly renaming: string | null;
    /** Zoomed out so far that cards are blocks. */
    readonly isFar: boolean;
    /** So far that a container is one block, its body out of sight. */
    readonly isTiny: boolean;
    readonly menu: { readonly at: Point; readonly node: string | null } | null;
    /** Why a dropped connection was refused, where it was dropped. */
    readonly refusal: { readonly at: Point; readonly text: string } | null;
    /** The canvas is for looking: on a phone the outline and the forms are for changing. */
    readonly isLocked: boolean;
    /** While a connection is drawn: nodes that cannot take it. */
    readonly refusing: ReadonlySet<string> | null;
    /** The edge a dragged node would be put into. */
    readonly dropEdge: string | null;
    /** The container something dragged would be put into. */
    readonly dropFrame: string | null;
    /** What the selection neither reads nor feeds steps back. */
    readonly showsLineage: boolean;
    readonly recent: readonly string[];
}

export type UiStore = StoreApi<UiState>;

const KEPT = "fm.editor";

/** What a person arranged stays arranged, per browser. */
interface Kept {
    readonly isLeftOpen: boolean;
    readonly drawerHeight: number;
    readonly recent: readonly string[];
}

export const DRAWER = { normal: 288, least: 160, most: 640 } as const;

export function createUiStore(start: Partial<UiState> = {}): UiStore {
    const store = createStore<UiState>()(() => ({
        isSheetOpen: false,
        leftTab: "nodes",
        isInspectorOpen: true,
        inspectorTab: "config",
        isDrawerOpen: false,
        drawerTab: "timeline",
        dialog: null,
        picker: null,
        connecting: null,
        isMoving: false,
        focused: null,
        field: null,
        renaming: null,
        isFar: false,
        isTiny: false,
        menu: null,
        refusal: null,
        isLocked: false,
        refusing: null,
        dropEdge: null,
        dropFrame: null,
        showsLineage: false,
        ...readKept(),
        ...start
    }));
    store.subscribe((now, before) => {
        const { isLeftOpen, drawerHeight, recent } = now;
        const isSame =
            isLeftOpen === before.isLeftOpen &&
            drawerHeight === before.drawerHeight &&
            recent === before.recent;
        if (!isSame) keep({ isLeftOpen, drawerHeight, recent });
    });
    return store;
}

const FRESH: Kept = { isLeftOpen: true, drawerHeight: DRAWER.normal, recent: [] };

function readKept(): Kept {
    try {
        const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? "null");
        if (typeof kept !== "object" || kept === null) return FRESH;
        const height = "drawerHeight" in kept ? Number(kept.drawerHeight) : Number.NaN;
        const recent = "recent" in kept && Array.isArray(kept.recent) ? kept.recent : [];
        return {
            isLeftOpen: !("isLeftOpen" in kept) || kept.isLeftOpen !== false,
            drawerHeight: Number.isFinite(height) ? clampDrawer(height) : DRAWER.normal,
            recent: recent.filter((type) => typeof type === "string").slice(0, 5)
        };
    } catch {
        // Storage may be blocked, or hold something else: then everything is as it is at first.
        return FRESH;
    }
}

function keep(kept: Kept): void {
    try {
        localStorage.setItem(KEPT, JSON.stringify(kept));
    } catch {
        // Blocked or full: the arrangement lasts as long as the page.
    }
}

export function clampDrawer(height: number): number {
    return Math.round(Math.min(DRAWER.most, Math.max(DRAWER.least, height)));
}
