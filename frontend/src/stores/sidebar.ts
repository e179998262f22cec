import { createStore, useStore } from "zustand";

const KEY = "fm.sidebar";

const sidebarStore = createStore<{ readonly isRail: boolean }>()(() => ({ isRail: stored() }));

export function useSidebarIsRail(): boolean {
    return useStore(sidebarStore, (state) => state.isRail);
}

export function toggleSidebar(): void {
    const isRail = !sidebarStore.getState().isRail;
    sidebarStore.setState({ isRail });
    try {
        localStorage.setItem(KEY, isRail ? "rail" : "full");
    } catch {
        // Storage may be blocked: then it holds until the page is closed.
    }
}

function stored(): boolean {
    try {
        return localStorage.getItem(KEY) === "rail";
    } catch {
        return false;
    }
}
