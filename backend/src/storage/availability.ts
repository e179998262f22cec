import { errorCode } from "./database.ts";

const SOCKET_ERRORS: ReadonlySet<string> = new Set([
    "ECONNREFUSED",
    "ECONNRESET",
    "EPIPE",
    "ENOENT",
    "ETIMEDOUT",
    "EHOSTUNREACH",
    "ENOTFOUND",
    "EAI_AGAIN"
]);

/** Messages of the driver, which gives these no code. */
const DRIVER_MESSAGES =
    /^(timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Cannot use a pool after calling end)/;

/** The database is away, busy or restarting: the same request may succeed later. */
export function isUnavailable(error: unknown): boolean {
    const sqlstate = errorCode(error);
    if (sqlstate !== undefined)
        // Connection failures, shutting down, too many connections, statement and lock timeouts, deadlock.
        return /^(08|57P|53|57014|55P03|40)/.test(sqlstate);
    if (!(error instanceof Error)) return false;
    if (error instanceof AggregateError) return error.errors.some(isUnavailable);
    const isOfSyscall = "syscall" in error || DRIVER_MESSAGES.test(error.message);
    const code = "code" in error ? String(error.code) : "";
    return isOfSyscall && (SOCKET_ERRORS.has(code) || DRIVER_MESSAGES.test(error.message));
}
