/** Which statuses count as success: `204`, or a range as `200..299`. */
export const STATUS_RANGE = /^(\d{3})\.\.(\d{3})$/;

export function isSuccess(status: number, success: readonly (number | string)[]): boolean {
    return success.some((entry) => {
        if (typeof entry === "number") return entry === status;
        const [, from = "", to = from] = STATUS_RANGE.exec(entry) ?? /^(\d{3})$/.exec(entry) ?? [];
        return from !== "" && status >= Number(from) && status <= Number(to);
    });
}

/** Another attempt may go better: the service is busy, or was not ready. */
export function isPassing(status: number): boolean {
    return status === 408 || status === 425 || status === 429 || status >= 500;
}

/** Milliseconds a service asks us to wait: seconds or a date. */
export function retryAfterMs(header: string | null, now: number): number | undefined {
    if (header === null) return undefined;
    const text = header.trim();
    const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
    return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), MAX_WAIT_MS) : undefined;
}

const MAX_WAIT_MS = 86_400_000;
