import type { FastifyReply, FastifyRequest } from "fastify";
import type { Role } from "@flowmaestro/shared/contract/routes/auth.ts";
import type { Permission, Route } from "@flowmaestro/shared/contract/route.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { authenticateToken } from "../services/auth/authenticate.ts";
import type { Auth } from "./handler.ts";

declare module "fastify" {
    interface FastifyRequest {
        auth: Auth | null;
    }
}

/**
 * Who calls, then whether they call too often. A failed attempt counts against the address, so that
 * guessing tokens is limited too.
 */
export async function authenticate(
    request: FastifyRequest,
    reply: FastifyReply,
    { route, deps }: { readonly route: Route; readonly deps: Deps }
): Promise<void> {
    const { check } = request.server.rateLimits;
    try {
        request.auth = await callerOf(request, route, deps);
    } catch (error) {
        await check(request, reply, route);
        throw error;
    }
    const checking = check(request, reply, route);
    if (checking !== undefined) await checking;
}

async function callerOf(request: FastifyRequest, route: Route, deps: Deps): Promise<Auth | null> {
    const token = bearerToken(request);
    if (route.permission === "public") {
        // A public route says the same to everybody; a stale token beside it is no reason to refuse.
        if (token === null) return null;
        return authenticateToken(deps, token).catch((error: unknown) => {
            if (error instanceof AppError && error.status === 401) return null;
            throw error;
        });
    }
    if (token === null)
        throw new AppError("UNAUTHORIZED", { message: "This call needs an access token." });
    return authenticateToken(deps, token);
}

/** One way in: one `Authorization: Bearer <token>` header. */
function bearerToken(request: FastifyRequest): string | null {
    const header = request.headers.authorization;
    if (header === undefined) return null;
    if (countHeader(request, "authorization") > 1)
        throw new AppError("INVALID_HEADER", {
            message: "There is more than one Authorization header.",
            solution: "Send one: Authorization: Bearer <token>."
        });
    const token = /^Bearer ([^\s,]+)$/.exec(header)?.[1];
    if (token === undefined)
        throw new AppError("UNAUTHORIZED", {
            message: "The Authorization header is not of the form Bearer <token>."
        });
    return token;
}

function countHeader({ raw }: FastifyRequest, name: string): number {
    let count = 0;
    for (let at = 0; at < raw.rawHeaders.length; at += 2)
        if (raw.rawHeaders[at]?.toLowerCase() === name) count += 1;
    return count;
}

const RANK: Readonly<Record<Role, number>> = { viewer: 1, editor: 2, admin: 3, owner: 4 };

/** Inside one's own workspace; what belongs to others is not forbidden but not there. */
export function permit(auth: Auth | null, permission: Permission): void {
    if (permission === "public") return;
    if (auth === null) throw new AppError("UNAUTHORIZED");
    if (RANK[auth.role] >= RANK[permission]) return;
    throw new AppError("FORBIDDEN", {
        message: `This needs the role ${permission}; yours in this workspace is ${auth.role}.`,
        details: { needs: permission, role: auth.role }
    });
}
