import { respond } from "../../../services/requests/respond.ts";
import type { Handlers } from "../../handler.ts";

export const respondToRequest: Handlers["respondToRequest"] = async (
    { auth, params, body, headers, resource_id },
    deps
) => {
    const data = await respond(deps, auth, {
        request_id: params.id,
        response: body.response,
        answer_id: resource_id,
        is_repeatable: headers["idempotency-key"] !== undefined
    });
    if (data.accepted) return { data };
    return { status: 202, data, headers: { location: `/api/requests/${params.id}` } };
};
