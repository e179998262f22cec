import type { Origin } from "../services/auth/session.ts";
import type { ApiRequest } from "./handler.ts";

/** Where a request came from, as services write it down. */
export function originOf(request: Pick<ApiRequest, "headers" | "ip" | "request_id">): Origin {
    return {
        ip: request.ip,
        user_agent: request.headers["user-agent"] ?? null,
        request_id: request.request_id
    };
}
