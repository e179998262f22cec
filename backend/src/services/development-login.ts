import type { Pool } from "pg";
import { Refusal } from "../platform/refusal.ts";
import { violatedUnique, withKey, withWorkspace } from "../storage/database.ts";

/** Known to everybody who reads this: it exists on development starts only. */
export const DEVELOPMENT_LOGIN = {
    id: "00000000-0000-4000-8000-000000000001",
    workspace_id: "00000000-0000-4000-8000-000000000002",
    email: "test@flowmaestro.dev",
    password: "testpassword123",
    name: "Test User"
} as const;

/** Makes the development user and a workspace of their own, once. */
export async function ensureDevelopmentLogin(pool: Pool): Promise<void> {
    if (await exists(pool)) return;
    // Loads a native library, which only the first start needs here.
    const { hashPassword } = await import("./auth/passwords.ts");
    const { id, workspace_id, email, name, password } = DEVELOPMENT_LOGIN;
    const password_hash = await hashPassword(password);
    try {
        await withWorkspace(pool, { workspace_id, user_id: id }, async (repositories) => {
            await repositories.users.create({ email, name, password_hash });
            await repositories.workspaces.create({ name: `${name}’s workspace`, created_by: id });
            await repositories.memberships.join(workspace_id, "owner");
        });
    } catch (error) {
        // Another process of ours was faster.
        if (violatedUnique(error) === undefined) throw error;
    }
}

/** Its password is public, so production does not open while it can sign in. */
export async function refuseDevelopmentLogin(pool: Pool): Promise<void> {
    if (!(await exists(pool))) return;
    const { email } = DEVELOPMENT_LOGIN;
    throw new Refusal(
        `The database has the user ${email}, whose password everybody knows: NODE_ENV=production does not start with it.`,
        `Use a database of its own for production, or remove the login: update users set deleted_at = now() where email = '${email}';`
    );
}

async function exists(pool: Pool): Promise<boolean> {
    const account = await withKey(pool, DEVELOPMENT_LOGIN.email, ({ accounts }) => accounts.find());
    return account !== null;
}
