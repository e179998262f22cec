import { ERROR_HELP } from "@flowmaestro/shared/contract/error-help.ts";
import { ERRORS } from "@flowmaestro/shared/contract/errors.ts";
import type { ErrorCode, FieldError, HouseError } from "@flowmaestro/shared/contract/errors.ts";

interface AppErrorOptions {
    /** What happened, in plain words. The code's own sentence when absent. */
    readonly message?: string;
    /** How to get out of it. The code's own when absent. */
    readonly solution?: string;
    /** Shown to the caller: never put SQL, paths, secrets or another workspace's data here. */
    readonly details?: { readonly [key: string]: unknown };
    readonly headers?: { readonly [name: string]: string };
    readonly cause?: unknown;
}

/** The one error that is meant for callers. Anything else that is thrown becomes INTERNAL_ERROR. */
export class AppError extends Error {
    readonly code: ErrorCode;
    readonly solution: string;
    readonly details: { readonly [key: string]: unknown };
    readonly headers: { readonly [name: string]: string };

    constructor(code: ErrorCode, options: AppErrorOptions = {}) {
        const help = ERROR_HELP[code];
        super(
            options.message ?? help.message,
            options.cause === undefined ? undefined : { cause: options.cause }
        );
        this.name = "AppError";
        this.code = code;
        this.solution = options.solution ?? help.solution;
        this.details = options.details ?? {};
        this.headers = options.headers ?? {};
    }

    get status(): number {
        return ERRORS[this.code].status;
    }
}

export function invalid(field_errors: readonly FieldError[]): AppError {
    const [first] = field_errors;
    const rest = field_errors.length - 1;
    const message =
        first === undefined
            ? undefined
            : `${first.field}: ${first.message}${rest > 0 ? ` (and ${rest} more)` : ""}`;
    return new AppError("VALIDATION_FAILED", { message, details: { field_errors } });
}

/** The same words for what never was, what was deleted and what belongs to somebody else. */
export function notFound(): AppError {
    return new AppError("NOT_FOUND");
}

export function toHouseError(error: AppError, request_id: string): HouseError {
    return {
        code: error.code,
        message: error.message,
        details: {
            ...error.details,
            reason: error.code.toLowerCase(),
            solution: error.solution,
            documentation: `/api/docs#error-${error.code}`
        },
        is_retryable: ERRORS[error.code].retryable,
        request_id
    };
}
