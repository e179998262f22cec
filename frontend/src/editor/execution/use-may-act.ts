import { useStore } from "zustand";
import { sessionStore } from "../../stores/session.ts";

/** Whether the reader may do anything here; who may only look gets told why the buttons are off. */
export function useMayAct(): boolean {
    return useStore(sessionStore, ({ workspace }) => workspace?.role !== "viewer");
}
