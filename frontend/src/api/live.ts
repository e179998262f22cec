import { createLiveSocket } from "../lib/websocket.ts";
import { call } from "./client.ts";

/** The page's one socket: `live.subscribe(id, afterSeq)` and `live.on("execution:update", …)`. */
export const live = createLiveSocket({
    url: () => `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`,
    ticket: async () => (await call("wsTicket", { body: {} })).ticket
});

/** Tries at once when the network or the tab comes back. Call once. */
export function watchConnection(): void {
    addEventListener("online", () => live.retryNow());
    document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "visible") live.retryNow();
    });
}
