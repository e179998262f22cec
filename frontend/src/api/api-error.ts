import type { FieldError, HouseError } from "@flowmaestro/shared/contract/errors.ts";
import { t } from "../messages/pages.ts";

/** Codes of failures that never reached the server, beside those of the contract. */
export type LocalErrorCode = "NETWORK" | "TIMEOUT" | "UNREADABLE_ANSWER" | "SESSION_ENDED";

interface ApiErrorFields {
    readonly code: string;
    readonly message: string;
    readonly solution: string;
    readonly details?: HouseError["details"];
    readonly requestId?: string;
    readonly isRetryable: boolean;
    /** 0 when no answer came. */
    readonly status: number;
    readonly retryAfterSeconds?: number;
    readonly cause?: unknown;
}

/** Every failure of a call, whatever its cause: what, why, how to fix it. */
export class ApiError extends Error {
    override readonly name = "ApiError";
    readonly code: string;
    readonly solution: string;
    readonly details: HouseError["details"] | undefined;
    readonly requestId: string | undefined;
    readonly isRetryable: boolean;
    readonly status: number;
    readonly retryAfterSeconds: number | undefined;

    constructor(fields: ApiErrorFields) {
        super(fields.message, { cause: fields.cause });
        this.code = fields.code;
        this.solution = fields.solution;
        this.details = fields.details;
        this.requestId = fields.requestId;
        this.isRetryable = fields.isRetryable;
        this.status = fields.status;
        this.retryAfterSeconds = fields.retryAfterSeconds;
    }

    get fieldErrors(): readonly FieldError[] {
        return this.details?.field_errors ?? [];
    }

    /** The message about one field, for the field. */
    fieldError(field: string): string | undefined {
        return this.fieldErrors.find((error) => error.field === field)?.message;
    }
}

export function houseApiError(
    error: HouseError,
    answer: { readonly status: number; readonly retryAfter: string | null }
): ApiError {
    const seconds = Number(answer.retryAfter ?? Number.NaN);
    return new ApiError({
        code: error.code,
        message: error.message,
        solution: error.details.solution,
        details: error.details,
        requestId: error.request_id,
        isRetryable: error.is_retryable,
        status: answer.status,
        retryAfterSeconds: Number.isFinite(seconds) ? seconds : undefined
    });
}

export function localApiError(
    code: LocalErrorCode,
    more: { readonly cause?: unknown; readonly status?: number; readonly seconds?: number } = {}
): ApiError {
    const words = {
        NETWORK: [t("common.error.network"), t("common.error.network.fix")],
        TIMEOUT: [
            t("common.error.timeout", { seconds: more.seconds ?? 0 }),
            t("common.error.timeout.fix")
        ],
        UNREADABLE_ANSWER: [t("common.error.answer"), t("common.error.answer.fix")],
        SESSION_ENDED: [t("common.error.session"), t("common.error.session.fix")]
    } as const;
    const [message, solution] = words[code];
    return new ApiError({
        code,
        message,
        solution,
        isRetryable: code === "NETWORK" || code === "TIMEOUT",
        status: more.status ?? 0,
        cause: more.cause
    });
}

/** What a catch clause has, as an ApiError; anything else is a bug and stays what it is. */
export function asApiError(error: unknown): ApiError {
    if (error instanceof ApiError) return error;
    return localApiError("UNREADABLE_ANSWER", { cause: error });
}
