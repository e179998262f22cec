import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import { done, failed } from "../kit/context.ts";
import type { NodeContext, NodeResult } from "../kit/context.ts";
import { egressErrorIn, egressFailure } from "../kit/egress-error.ts";
import { implementNode } from "../kit/executor.ts";
import { excerptOf, headersOf, readAnswer } from "./answer.ts";
import { definition } from "./definition.ts";
import type { HttpConfig } from "./definition.ts";
import { makeRequest } from "./request.ts";
import { isPassing, isSuccess, retryAfterMs } from "./statuses.ts";

export default implementNode(definition, async (config, context): Promise<NodeResult> => {
    const made = makeRequest(config, context.effect_key);
    if (!made.ok) {
        const { code, message, solution, field } = made;
        return failed({ code, message, details: { field, solution } });
    }
    try {
        const response = await context.fetch(made.url, { ...made.init, signal: context.signal });
        return isSuccess(response.status, config.success)
            ? await succeeded(response, config)
            : await refused(response, config, context);
    } catch (thrown) {
        const known = egressErrorIn(thrown);
        // Anything else is the run's own end: its time, a cancel, a shutdown.
        if (known === undefined) throw thrown;
        return egressFailure(known);
    }
});

async function succeeded(response: Response, config: HttpConfig): Promise<NodeResult> {
    const read = await readAnswer(response, config.response);
    const { status } = response;
    if (read.ok) return done({ status, headers: headersOf(response), body: read.body });
    const { code, message, solution } = read;
    return failed({
        code,
        message: `${asked(response, config)}: ${message}`,
        details: { status, solution }
    });
}

async function refused(
    response: Response,
    config: HttpConfig,
    context: NodeContext
): Promise<NodeResult> {
    const { status, statusText } = response;
    const retry_after_ms = retryAfterMs(response.headers.get("retry-after"), context.now());
    const body = await excerptOf(response);
    const details: { readonly [key: string]: Json } = {
        status,
        ...(body === "" ? {} : { body }),
        ...(retry_after_ms === undefined ? {} : { retry_after_ms }),
        solution: SOLUTIONS[status] ?? "Look at the beginning of its answer in the details."
    };
    const words = statusText === "" ? "" : ` ${statusText.slice(0, 60)}`;
    return failed({
        code: "HTTP_STATUS",
        message: `${asked(response, config)} answered ${status}${words}.`,
        details,
        is_retryable: isPassing(status)
    });
}

const SOLUTIONS: { readonly [status: number]: string } = {
    401: "Send the credentials the service wants, usually in the header Authorization.",
    403: "Check whether these credentials may do this.",
    404: "Check the path, and what references bring into it.",
    405: "Choose the method the service takes here.",
    429: "Ask less often, or raise the waits between the node's retries."
};

/** Without path and query: they may hold secrets. */
function asked(response: Response, { method }: HttpConfig): string {
    return URL.canParse(response.url) ? `${method} ${new URL(response.url).origin}` : method;
}
