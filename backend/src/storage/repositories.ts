import type { WorkspaceScope } from "./database.ts";
import type { Session } from "./session.ts";
import { ExpiredRepository } from "./repositories/expired.repository.ts";
import { WorkspaceRepository } from "./repositories/workspace.repository.ts";

/**
 * What exists inside a transaction. Each repository is bound to it and to its scope, and is made when
 * it is first asked for. A new repository is one line here.
 */
export type WorkspaceRepositories = ReturnType<typeof workspaceRepositories>;
export type UserRepositories = ReturnType<typeof userRepositories>;
export type AccountRepositories = ReturnType<typeof accountRepositories>;

/** For one workspace. */
export function workspaceRepositories(session: Session, scope: WorkspaceScope) {
    const { workspace_id } = scope;
    return lazy({
        workspaces: () => new WorkspaceRepository(session, workspace_id)
    });
}

/** For one person, whichever workspace: sign-in, sessions, the list of workspaces. */
export function userRepositories(_session: Session, _user_id: string) {
    return lazy({});
}

/** For whoever presents a key: an email address, or the hash of a token. */
export function accountRepositories(
    session: Session,
    key: string,
    enter: (user_id: string) => Promise<UserRepositories>
) {
    return Object.assign(
        lazy({
            expired: () => new ExpiredRepository(session, key)
        }),
        { enter }
    );
}

type Lazy<T> = { readonly [K in keyof T]: T[K] extends () => infer R ? R : never };

function lazy<T extends Record<string, () => unknown>>(makers: T): Lazy<T> {
    const made = {} as Lazy<T>;
    for (const [name, make] of Object.entries(makers)) {
        Object.defineProperty(made, name, {
            configurable: true,
            enumerable: true,
            get: () => {
                const value = make();
                Object.defineProperty(made, name, { value });
                return value;
            }
        });
    }
    return made;
}
