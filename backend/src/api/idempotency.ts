import type { Route } from "@flowmaestro/shared/contract/route.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { withIdempotency } from "../services/idempotency.ts";
import type { StoredAnswer } from "../services/idempotency.ts";
import type { Answer, ApiRequest, Auth, Handler } from "./handler.ts";

interface IdempotentRequest {
    readonly name: string;
    readonly route: Route;
    readonly call: ApiRequest;
    readonly handler: Handler<Route>;
    readonly deps: Deps;
}

const KEY = /^[\x21-\x7e]{1,255}$/;

/** With an Idempotency-Key the call acts once and is answered the same ever after; without, it acts. */
export async function answerOnce(request: IdempotentRequest): Promise<Answer> {
    const { name, route, call, handler, deps } = request;
    const key = call.headers["idempotency-key"];
    if (key === undefined) return handler(call, deps);
    if (typeof key !== "string" || !KEY.test(key))
        throw new AppError("INVALID_HEADER", {
            message: "Idempotency-Key has to be 1 to 255 visible ASCII characters.",
            solution: "Use a UUID, a new one for each thing to make."
        });
    const auth: Auth | null = call.auth;
    if (auth === null) throw new AppError("UNAUTHORIZED");
    const { answer, replayed } = await withIdempotency(deps, {
        scope: { workspace_id: auth.workspace_id, user_id: auth.user_id },
        route: name,
        key,
        body: { params: call.params, body: call.body },
        signal: call.signal,
        act: async (resource_id) => toStored(await handler({ ...call, resource_id }, deps), route)
    });
    const headers = replayed
        ? { ...answer.headers, "idempotent-replayed": "true" }
        : answer.headers;
    return { ...answer, headers };
}

function toStored(answer: Answer, route: Route): StoredAnswer {
    if (!("data" in answer)) throw new Error("Only JSON answers can be kept under a key.");
    const headers: { [name: string]: string } = {};
    for (const [name, value] of Object.entries(answer.headers ?? {}))
        if (value !== undefined)
            headers[name] = typeof value === "string" ? value : value.join(", ");
    return { status: answer.status ?? route.status ?? 200, data: answer.data, headers };
}
