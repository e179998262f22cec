import { createLogger } from "../lib/logger.ts";
import { sessionStore } from "../stores/session.ts";
import { send } from "./http.ts";

/** The frontend's only log. What it takes goes to the server in batches, masked. */
export const logger = createLogger({
    sessionId: crypto.randomUUID(),
    canSend: () => sessionStore.getState().status === "signed_in",
    send: async (batch, isClosing) => {
        // `keepalive` is what sendBeacon does, with the one thing it lacks: the token's header.
        const { token } = sessionStore.getState();
        await send("sendClientLogs", { body: batch }, { token, keepalive: isClosing });
    }
});

/** Reports what nobody caught, and sends the rest before the page goes. Call once. */
export function watchErrors(): void {
    addEventListener("error", (event) => {
        logger.error("uncaught error", { error: event.error as unknown, at: location.pathname });
    });
    addEventListener("unhandledrejection", (event) => {
        logger.error("unhandled rejection", { error: event.reason, at: location.pathname });
    });
    addEventListener("pagehide", () => void logger.flush(true));
}
