import { createLiveSocket } from "../lib/websocket.ts";
import { call } from "./client.ts";

/** The page's one socket: `live.subscribe(id, afterSeq)` and `live.on("execution:update", …)`. */
export const live = createLiveSocket({
    url: () => `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`,
    ticket: async () => (await call("wsTicket", { body: {} })).ticket
});

// The network or the tab came back: no reason to wait for the next try.
addEventListener("online", () => live.retryNow());
document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") live.retryNow();
});
