import { followExecution, listEvents as list } from "../../../services/executions/events.ts";
import type { Handlers } from "../../handler.ts";

export const listEvents: Handlers["listEvents"] = async (request, deps) => {
    const { auth, params, query, headers, signal } = request;
    const wantsStream = headers.accept?.includes("text/event-stream") === true;
    if (!wantsStream) return { data: await list(deps, auth, { id: params.id, query }) };
    const last = headers["last-event-id"];
    const stream = await followExecution(deps, auth, {
        id: params.id,
        // What a browser sends by itself when it comes back is newer than the URL it was given.
        after_seq: lastSeq(last) ?? query.after_seq ?? 0,
        format: query.format ?? "frames",
        signal
    });
    return { stream };
};

function lastSeq(header: string | string[] | undefined): number | undefined {
    return typeof header === "string" && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
}
