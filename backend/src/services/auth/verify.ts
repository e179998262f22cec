import type { Deps } from "../../deps.ts";
import { AppError } from "../../errors.ts";
import { withUser } from "../../storage/database.ts";
import { authenticateToken } from "./authenticate.ts";

/** The person behind an access token that would be accepted now; null for any other, without a why. */
export async function verifyToken(
    deps: Deps,
    token: string
): Promise<{ readonly id: string; readonly email: string } | null> {
    try {
        const { user_id } = await authenticateToken(deps, token);
        const user = await withUser(deps.pools.app, user_id, ({ users }) => users.get());
        return user === null ? null : { id: user.id, email: user.email };
    } catch (error) {
        if (error instanceof AppError && error.status === 401) return null;
        throw error;
    }
}
