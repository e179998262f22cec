import { verifyToken } from "../../../services/auth/verify.ts";
import type { Handlers } from "../../handler.ts";

export const verify: Handlers["verify"] = async (request, deps) => {
    const user = await verifyToken(deps, request.body.token);
    return { data: user === null ? { valid: false } : { valid: true, user } };
};
