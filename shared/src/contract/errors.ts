import { z } from "zod";

/**
 * The one list of error codes: status and whether trying again can help. `details.reason` is the same
 * word in lower case. Codes of node failures stand here too, so that UI, API and CLI share one list.
 */
export const ERRORS = {
    // The request
    VALIDATION_FAILED: { status: 400, retryable: false },
    MALFORMED_JSON: { status: 400, retryable: false },
    INVALID_HEADER: { status: 400, retryable: false },
    INVALID_CURSOR: { status: 400, retryable: false },
    UNAUTHORIZED: { status: 401, retryable: false },
    TOKEN_EXPIRED: { status: 401, retryable: false },
    INVALID_CREDENTIALS: { status: 401, retryable: false },
    REFRESH_REUSED: { status: 401, retryable: false },
    FORBIDDEN: { status: 403, retryable: false },
    ORIGIN_NOT_ALLOWED: { status: 403, retryable: false },
    NOT_FOUND: { status: 404, retryable: false },
    ROUTE_NOT_FOUND: { status: 404, retryable: false },
    METHOD_NOT_ALLOWED: { status: 405, retryable: false },
    REQUEST_TIMEOUT: { status: 408, retryable: true },
    CONFLICT: { status: 409, retryable: false },
    EMAIL_TAKEN: { status: 409, retryable: false },
    IDEMPOTENCY_IN_FLIGHT: { status: 409, retryable: true },
    EXECUTION_FINISHED: { status: 409, retryable: false },
    EXECUTION_NOT_FINISHED: { status: 409, retryable: false },
    REQUEST_NOT_OPEN: { status: 409, retryable: false },
    ALREADY_ANSWERED: { status: 409, retryable: false },
    AMBIGUOUS_REQUEST: { status: 409, retryable: false },
    REVISION_CONFLICT: { status: 412, retryable: false },
    PAYLOAD_TOO_LARGE: { status: 413, retryable: false },
    URI_TOO_LONG: { status: 414, retryable: false },
    UNSUPPORTED_MEDIA_TYPE: { status: 415, retryable: false },
    RANGE_NOT_SATISFIABLE: { status: 416, retryable: false },
    IDEMPOTENCY_KEY_REUSED: { status: 422, retryable: false },
    PRECONDITION_REQUIRED: { status: 428, retryable: false },
    RATE_LIMITED: { status: 429, retryable: true },
    TOO_MANY_ATTEMPTS: { status: 429, retryable: true },
    HEADERS_TOO_LARGE: { status: 431, retryable: false },
    INTERNAL_ERROR: { status: 500, retryable: true },
    UNAVAILABLE: { status: 503, retryable: true },
    SHUTTING_DOWN: { status: 503, retryable: true },
    OVERLOADED: { status: 503, retryable: true },
    NO_WORKERS: { status: 503, retryable: true },
    // The document
    INVALID_DEFINITION: { status: 400, retryable: false },
    DUPLICATE_NODE_ID: { status: 400, retryable: false },
    NODE_ID_MISMATCH: { status: 400, retryable: false },
    DANGLING_EDGE: { status: 400, retryable: false },
    DUPLICATE_EDGE_ID: { status: 400, retryable: false },
    WORKFLOW_CYCLE: { status: 400, retryable: false },
    SCOPE_CROSSED: { status: 400, retryable: false },
    UNKNOWN_NODE_TYPE: { status: 400, retryable: false },
    LIMIT_EXCEEDED: { status: 400, retryable: false },
    WORKFLOW_NOT_EXECUTABLE: { status: 400, retryable: false },
    INVALID_INPUTS: { status: 400, retryable: false },
    // The execution
    UNRESOLVED_REFERENCE: { status: 400, retryable: false },
    TYPE_MISMATCH: { status: 400, retryable: false },
    INVALID_CONFIG: { status: 400, retryable: false },
    OUTPUT_TOO_LARGE: { status: 400, retryable: false },
    INVALID_OUTPUT: { status: 400, retryable: false },
    NODE_TIMEOUT: { status: 400, retryable: true },
    NODE_CRASHED: { status: 400, retryable: false },
    ECHO_FAILED: { status: 400, retryable: false },
    FAILED: { status: 400, retryable: false },
    LOOP_LIMIT: { status: 400, retryable: false },
    CANCELLED: { status: 400, retryable: false },
    EXECUTION_TIMED_OUT: { status: 400, retryable: false },
    BUDGET_EXCEEDED: { status: 400, retryable: false },
    RECURSION_LIMIT: { status: 400, retryable: false },
    POISON: { status: 400, retryable: false },
    STORAGE_REJECTED: { status: 400, retryable: false },
    ENGINE_LOST: { status: 400, retryable: false },
    VALUES_EXPIRED: { status: 404, retryable: false },
    // A node on the network
    EGRESS_DENIED: { status: 400, retryable: false },
    INVALID_URL: { status: 400, retryable: false },
    INVALID_URL_SCHEME: { status: 400, retryable: false },
    INVALID_REQUEST: { status: 400, retryable: false },
    TOO_MANY_REDIRECTS: { status: 400, retryable: false },
    RESPONSE_TOO_LARGE: { status: 400, retryable: false },
    INVALID_RESPONSE: { status: 400, retryable: false },
    BINARY_RESPONSE: { status: 400, retryable: false },
    HTTP_STATUS: { status: 400, retryable: false },
    TLS_ERROR: { status: 400, retryable: false },
    TIMEOUT: { status: 400, retryable: true },
    NETWORK_ERROR: { status: 400, retryable: true }
} as const satisfies Record<string, { status: number; retryable: boolean }>;

export type ErrorCode = keyof typeof ERRORS;

export const fieldErrorSchema = z.object({
    /** Path as in `definition.nodes.a.position.x`; `body` for the whole. */
    field: z.string(),
    message: z.string()
});

export type FieldError = z.infer<typeof fieldErrorSchema>;

export const errorSchema = z.object({
    code: z.string(),
    message: z.string(),
    details: z.looseObject({
        reason: z.string(),
        solution: z.string(),
        documentation: z.string().optional(),
        field_errors: z.array(fieldErrorSchema).optional()
    }),
    is_retryable: z.boolean(),
    request_id: z.string()
});

export type HouseError = z.infer<typeof errorSchema>;

export const failureSchema = z.object({ success: z.literal(false), error: errorSchema });

/** An error of an execution or a node, without a request. */
export const executionErrorSchema = z.object({
    code: z.string(),
    message: z.string(),
    details: z.looseObject({
        reason: z.string().optional(),
        solution: z.string().optional(),
        node_id: z.string().optional(),
        instance: z.string().optional(),
        /** Where a loop failed: the step in it that failed it. */
        caused_by: z.object({ node_id: z.string(), instance: z.string() }).optional()
    }),
    is_retryable: z.boolean()
});
