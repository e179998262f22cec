import { createLiveSocket } from "../lib/websocket.ts";
import { sessionStore } from "../stores/session.ts";
import { call } from "./client.ts";

/** The page's one socket: `live.subscribe(id, afterSeq)` and `live.on("execution:update", …)`. */
export const live = createLiveSocket({
    url: () => `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`,
    ticket: async () => (await call("wsTicket", { body: {} })).ticket
});

// Somebody else may sign in next: what this one followed is none of theirs.
sessionStore.subscribe(({ status }) => {
    if (status === "signed_out") live.close();
});

// The network or the tab came back: no reason to wait for the next try.
addEventListener("online", () => live.retryNow());
document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") live.retryNow();
});
