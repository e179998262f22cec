export interface ToastMessage {
    readonly tone?: "ok" | "warn" | "err" | "info";
    readonly text: string;
    readonly action?: { readonly label: string; readonly perform: () => void };
    /** The same id replaces a toast instead of stacking another. */
    readonly id?: string;
    /** Milliseconds; errors and toasts with an action stay longer by themselves. */
    readonly duration?: number;
}

interface ToastHost {
    readonly show: (message: ToastMessage) => void;
    readonly dismiss: (id: string) => void;
}

/*
 * Most pages never show a toast, so its code comes with the first one. What is said before the host
 * stands waits here.
 */
let waiting: ToastMessage[] = [];
let host: ToastHost | null = null;
const listeners = new Set<() => void>();

/** Polite and passing: never the only place where an error is said. */
export function showToast(message: ToastMessage): void {
    if (host !== null) return host.show(message);
    waiting = [...waiting, message];
    for (const listener of listeners) listener();
}

export function dismissToast(id: string): void {
    waiting = waiting.filter((message) => message.id !== id);
    host?.dismiss(id);
}

export function attachToastHost(next: ToastHost): () => void {
    host = next;
    for (const message of waiting) next.show(message);
    waiting = [];
    return () => {
        host = null;
    };
}

export function onToastWanted(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
}

export function isToastWanted(): boolean {
    return host !== null || waiting.length > 0;
}
