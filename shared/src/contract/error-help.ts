import type { ErrorCode } from "./errors.ts";

/**
 * What each code means and how to get out of it: the words an error carries when its author has no
 * better ones, and the error catalogue of the documentation.
 */
export interface ErrorHelp {
    readonly message: string;
    readonly solution: string;
}

export const ERROR_HELP: Readonly<Record<ErrorCode, ErrorHelp>> = {
    VALIDATION_FAILED: {
        message: "The request does not have the shape this route takes.",
        solution: "Correct the fields listed in details.field_errors and send it again."
    },
    MALFORMED_JSON: {
        message: "The body is not valid JSON.",
        solution: "Send one JSON value in UTF-8, as JSON.stringify writes it."
    },
    INVALID_HEADER: {
        message: "A request header cannot be read.",
        solution: "Send the header named in the message once, in the form it says."
    },
    INVALID_CURSOR: {
        message: "This cursor does not belong to this list.",
        solution:
            "Use next_cursor of the answer before, with the same sort, order and workspace; or start again without a cursor."
    },
    UNAUTHORIZED: {
        message: "This call needs a valid access token.",
        solution: "Sign in with POST /api/auth/login and send Authorization: Bearer <token>."
    },
    TOKEN_EXPIRED: {
        message: "The access token has expired.",
        solution: "Get a new one with POST /api/auth/refresh, or sign in again."
    },
    INVALID_CREDENTIALS: {
        message: "Email or password is wrong.",
        solution: "Check both and try again."
    },
    REFRESH_REUSED: {
        message: "This refresh cookie was used before, so the session was ended.",
        solution: "Sign in again. If you did not copy the cookie, change your password."
    },
    FORBIDDEN: {
        message: "Your role in this workspace does not allow this.",
        solution: "Ask an owner or admin of the workspace for a role that may."
    },
    ORIGIN_NOT_ALLOWED: {
        message: "Pages of this origin may not use the session cookie.",
        solution: "Call from the product's own address, or add the origin to CORS_ORIGIN."
    },
    NOT_FOUND: {
        message: "There is nothing with this id in your workspace.",
        solution: "Check the id, and that your token is for the right workspace."
    },
    ROUTE_NOT_FOUND: {
        message: "There is no such route.",
        solution: "Check the path against /api/docs."
    },
    METHOD_NOT_ALLOWED: {
        message: "This path does not take this method.",
        solution: "Use one of the methods in the Allow header."
    },
    REQUEST_TIMEOUT: {
        message: "The request took too long to arrive.",
        solution: "Send headers and body without pauses, and try again."
    },
    CONFLICT: {
        message: "The current state does not allow this.",
        solution: "Read the current state and decide again."
    },
    EMAIL_TAKEN: {
        message: "There is an account with this email already.",
        solution: "Sign in, or register with another email."
    },
    IDEMPOTENCY_IN_FLIGHT: {
        message: "The first request with this Idempotency-Key is still being answered.",
        solution: "Try again in a moment, with the same key and body."
    },
    EXECUTION_FINISHED: {
        message: "This execution has ended already.",
        solution: "Nothing is left to do; start a new execution if you need one."
    },
    EXECUTION_NOT_FINISHED: {
        message: "The execution has not ended yet.",
        solution: "Wait until it has, or cancel it first."
    },
    ALREADY_ANSWERED: {
        message: "Somebody answered this question already.",
        solution: "Nothing to do: the execution goes on with the answer it got."
    },
    AMBIGUOUS_REQUEST: {
        message: "Several questions of this node are open.",
        solution: "Name one of them by its request_id or instance; details.requests lists them."
    },
    REQUEST_NOT_OPEN: {
        message: "No question is open there.",
        solution: "Look at what the execution waits for; somebody may have answered already."
    },
    REVISION_CONFLICT: {
        message: "Somebody saved this workflow after the revision you started from.",
        solution: "Read it again, merge your change, and save with the new revision in If-Match."
    },
    PAYLOAD_TOO_LARGE: {
        message: "The body is too large.",
        solution: "Keep the body under 1 MiB."
    },
    URI_TOO_LONG: {
        message: "The address of this request is too long.",
        solution: "Keep path and query under 8 192 characters."
    },
    UNSUPPORTED_MEDIA_TYPE: {
        message: "The body is not sent as JSON.",
        solution: "Send Content-Type: application/json, in UTF-8 and without Content-Encoding."
    },
    RANGE_NOT_SATISFIABLE: {
        message: "The requested range lies outside the value.",
        solution: "Ask for one range that begins inside it; Content-Range says its length."
    },
    IDEMPOTENCY_KEY_REUSED: {
        message: "This Idempotency-Key was used with another body.",
        solution: "Use a new key for a new request."
    },
    PRECONDITION_REQUIRED: {
        message: "Saving a draft needs the revision it was made on.",
        solution: 'Send If-Match: "rev-N" with the ETag of the workflow you read.'
    },
    RATE_LIMITED: {
        message: "Too many requests.",
        solution: "Wait for the seconds in Retry-After, then go on more slowly."
    },
    TOO_MANY_ATTEMPTS: {
        message: "Too many attempts to sign in to this account.",
        solution: "Wait for the seconds in Retry-After and try again."
    },
    HEADERS_TOO_LARGE: {
        message: "The request headers are too large.",
        solution: "Keep all headers together under 16 KB."
    },
    INTERNAL_ERROR: {
        message: "The server could not answer this request. It has been logged.",
        solution: "Try again; if it happens again, report the request_id."
    },
    UNAVAILABLE: {
        message: "Something the server depends on is not reachable right now.",
        solution: "Try again in a few seconds; /health/ready says what is missing."
    },
    SHUTTING_DOWN: {
        message: "The server is restarting.",
        solution: "Try again in a few seconds."
    },
    OVERLOADED: {
        message: "The server has more work than it can take.",
        solution: "Try again after the seconds in Retry-After."
    },
    NO_WORKERS: {
        message: "No worker is there to perform executions.",
        solution: "Start one (npm run start:worker), or look at the log of those that should run."
    },
    INVALID_DEFINITION: {
        message: "The definition is not a workflow graph.",
        solution: "Correct the fields listed in details.field_errors."
    },
    DUPLICATE_NODE_ID: {
        message: "Two nodes have the same id.",
        solution: "Give each node an id of its own."
    },
    NODE_ID_MISMATCH: {
        message: "A node's id is not the key it stands under.",
        solution: "Make nodes.<key>.id the same as <key>."
    },
    DANGLING_EDGE: {
        message: "An edge begins or ends at a node that does not exist.",
        solution: "Remove the edge or add the node."
    },
    DUPLICATE_EDGE_ID: {
        message: "Two edges have the same id.",
        solution: "Give each edge an id of its own."
    },
    WORKFLOW_CYCLE: {
        message: "The edges form a cycle.",
        solution: "Remove one edge of the cycle; to repeat nodes, put them into a loop."
    },
    SCOPE_CROSSED: {
        message: "An edge crosses the border of a container.",
        solution: "Connect the container itself instead of a node inside it."
    },
    UNKNOWN_NODE_TYPE: {
        message: "There is no node type of this name.",
        solution: "Use one of the types GET /api/nodes lists."
    },
    LIMIT_EXCEEDED: {
        message: "The definition is larger than allowed.",
        solution: "Split the workflow into smaller ones."
    },
    WORKFLOW_NOT_EXECUTABLE: {
        message: "The workflow has errors and cannot be executed.",
        solution: "Correct the problems in details.problems, then publish or execute again."
    },
    INVALID_INPUTS: {
        message: "The inputs are not what the workflow's input node asks for.",
        solution: "Correct the fields listed in details.field_errors."
    },
    UNRESOLVED_REFERENCE: {
        message: "A reference points to a value that does not exist.",
        solution: "Correct the path, or give an alternative with ??."
    },
    TYPE_MISMATCH: {
        message: "A value is not of the type needed here.",
        solution: "Convert the value before it gets here."
    },
    INVALID_CONFIG: {
        message: "The configuration of a node is invalid once its references are resolved.",
        solution: "Correct the field named in the message."
    },
    OUTPUT_TOO_LARGE: {
        message: "The output of a node is too large.",
        solution: "Let the node return less, or pass a file."
    },
    INVALID_OUTPUT: {
        message: "A node returned something that is not JSON.",
        solution: "Return plain JSON values: no functions, no cycles, no NaN."
    },
    NODE_TIMEOUT: {
        message: "A node took longer than its timeout.",
        solution: "Raise policy.timeout_seconds of the node, or make its work smaller."
    },
    NODE_CRASHED: {
        message: "A node stopped with an unexpected error.",
        solution: "See the execution's logs; report it if the node is one of ours."
    },
    FAILED: {
        message: "A Fail node ended the path.",
        solution: "Read its message: the author of the workflow meant it."
    },
    LOOP_LIMIT: {
        message: "A loop would take more turns than it may.",
        solution: "Check its items or condition, or raise max_turns (up to 100000)."
    },
    ECHO_FAILED: {
        message: "The echo node failed because its configuration tells it to.",
        solution: "Remove the failure from the node's configuration."
    },
    CANCELLED: {
        message: "The execution was cancelled.",
        solution: "Start it again if that was a mistake."
    },
    EXECUTION_TIMED_OUT: {
        message: "The execution took longer than settings.timeout_seconds.",
        solution: "Raise the timeout in the workflow's settings, or make its work smaller."
    },
    BUDGET_EXCEEDED: {
        message: "The execution reached its budget.",
        solution: "Raise settings.budget, or make its work smaller."
    },
    RECURSION_LIMIT: {
        message: "Workflows call each other more than ten deep.",
        solution: "Let the workflow that calls itself end sooner, or use a loop."
    },
    POISON: {
        message: "The node's process was lost five times in a row while it ran.",
        solution: "Look for what ends the process: memory is the usual reason."
    },
    STORAGE_REJECTED: {
        message: "The result could not be stored.",
        solution: "Report the execution id; the result holds something the database refuses."
    },
    ENGINE_LOST: {
        message: "Temporal does not have this execution any more.",
        solution: "Retry it; an operator can see in Temporal UI what became of its workflow."
    },
    VALUES_EXPIRED: {
        message: "The values of this execution have been removed.",
        solution: "Values are kept for RETENTION_DAYS; run the workflow again to get new ones."
    },
    EGRESS_DENIED: {
        message: "Workflows may not reach this address.",
        solution: "Use the public host name of a public service, on one of the open ports."
    },
    INVALID_URL: {
        message: "This is no URL that can be asked for.",
        solution: "Write scheme, host and path, as in https://host/path."
    },
    INVALID_URL_SCHEME: {
        message: "Only http and https URLs can be asked for.",
        solution: "Use a URL that begins with https:// or http://."
    },
    INVALID_REQUEST: {
        message: "The request could not be sent as it stands.",
        solution: "Check method, headers and body."
    },
    TOO_MANY_REDIRECTS: {
        message: "The service sent us from one URL to the next without an end.",
        solution: "Use the URL that it ends at."
    },
    RESPONSE_TOO_LARGE: {
        message: "The service answered with more than fits.",
        solution: "Ask for less at once: a page, a filter, fewer fields."
    },
    INVALID_RESPONSE: {
        message: "The service answered with something that cannot be read.",
        solution: "Check the URL; look at what the service sends, or set the response to text."
    },
    BINARY_RESPONSE: {
        message: "The service answered with a file, not with text or JSON.",
        solution: "Ask for JSON or text; files cannot be passed on yet."
    },
    HTTP_STATUS: {
        message: "The service answered with a status that does not count as success.",
        solution: "Look at the body of its answer, or add the status to those that count."
    },
    TLS_ERROR: {
        message: "The service could not prove who it is.",
        solution: "Use the exact host name of its certificate, or ask its owner for a valid one."
    },
    TIMEOUT: {
        message: "The service did not answer in time.",
        solution: "Try again later, or ask for less at once."
    },
    NETWORK_ERROR: {
        message: "The service could not be reached, or broke off.",
        solution: "Check host and port, or try again later."
    }
};

const FALLBACK =
    "Look at what the message says of the node's configuration and input, and try again.";

/**
 * The error of a node or an execution as people get it: like every other it says why and what to do,
 * also where whoever raised it had nothing to add to its code.
 */
export function explained<
    E extends { readonly code: string; readonly details?: { readonly [key: string]: unknown } }
>(error: E) {
    const { code } = error;
    const help = Object.hasOwn(ERROR_HELP, code) ? ERROR_HELP[code as ErrorCode] : undefined;
    return {
        ...error,
        details: {
            reason: code.toLowerCase(),
            solution: help?.solution ?? FALLBACK,
            ...error.details
        }
    };
}
