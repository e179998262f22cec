import { createStore } from "zustand/vanilla";
import type { StoreApi } from "zustand/vanilla";

/** What is said to people who do not see the canvas: at most once a second, the urgent at once. */
export interface Announcer {
    readonly store: StoreApi<{ readonly polite: string; readonly assertive: string }>;
    readonly say: (text: string, urgency?: "polite" | "assertive") => void;
}

const PAUSE_MS = 1_000;

export function createAnnouncer(): Announcer {
    const store = createStore<{ readonly polite: string; readonly assertive: string }>()(() => ({
        polite: "",
        assertive: ""
    }));
    let waiting: string[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    function speak(): void {
        timer = undefined;
        if (waiting.length === 0) return;
        store.setState({ polite: fresh(store.getState().polite, waiting.slice(-3).join(" ")) });
        waiting = [];
        timer = setTimeout(speak, PAUSE_MS);
    }
    return {
        store,
        say: (text, urgency = "polite") => {
            if (urgency === "assertive") {
                store.setState({ assertive: fresh(store.getState().assertive, text) });
                return;
            }
            waiting.push(text);
            timer ??= setTimeout(speak, 0);
        }
    };
}

/** The same words again are said again only when the text differs. */
function fresh(before: string, text: string): string {
    return before === text ? `${text}\u00a0` : text;
}
