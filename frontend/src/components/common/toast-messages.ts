export interface ToastMessage {
    readonly tone?: "ok" | "warn" | "err" | "info";
    readonly text: string;
    readonly action?: { readonly label: string; readonly perform: () => void };
    /** The same id replaces a toast instead of stacking another. */
    readonly id?: string;
    /** Milliseconds; errors and toasts with an action stay longer by themselves. */
    readonly duration?: number;
}

export interface ShownToast {
    readonly key: string;
    readonly message: ToastMessage;
}

/** More at once nobody reads: the oldest goes. */
const AT_ONCE = 4;

let shown: readonly ShownToast[] = [];
let said = 0;
const listeners = new Set<() => void>();

/** Polite and passing: never the only place where an error is said. */
export function showToast(message: ToastMessage): void {
    said += 1;
    const toast = { key: message.id ?? `toast-${said}`, message };
    const isThere = shown.some(({ key }) => key === toast.key);
    change(
        isThere
            ? shown.map((one) => (one.key === toast.key ? toast : one))
            : [...shown, toast].slice(-AT_ONCE)
    );
}

export function dismissToast(key: string): void {
    if (shown.some((one) => one.key === key)) change(shown.filter((one) => one.key !== key));
}

export function onToasts(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
}

export function shownToasts(): readonly ShownToast[] {
    return shown;
}

function change(next: readonly ShownToast[]): void {
    shown = next;
    for (const listener of listeners) listener();
}
