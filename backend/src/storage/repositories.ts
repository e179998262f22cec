import type { WorkspaceScope } from "./database.ts";
import type { Session } from "./session.ts";
import { AccountRepository } from "./repositories/account.repository.ts";
import { AuditRepository } from "./repositories/audit.repository.ts";
import { ExecutionLogRepository } from "./repositories/execution-log.repository.ts";
import { ExecutionRepository } from "./repositories/execution.repository.ts";
import { ExpiredRepository } from "./repositories/expired.repository.ts";
import { IdempotencyRepository } from "./repositories/idempotency.repository.ts";
import { MembershipRepository } from "./repositories/membership.repository.ts";
import { PresentedTokenRepository } from "./repositories/presented-token.repository.ts";
import { RequestRepository } from "./repositories/request.repository.ts";
import { SessionRepository } from "./repositories/session.repository.ts";
import { UserRepository } from "./repositories/user.repository.ts";
import { VersionRepository } from "./repositories/version.repository.ts";
import { WorkflowListRepository } from "./repositories/workflow-list.repository.ts";
import { WorkflowRepository } from "./repositories/workflow.repository.ts";
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
        audit: () => new AuditRepository(session, workspace_id),
        execution_log: () => new ExecutionLogRepository(session, workspace_id),
        executions: () => new ExecutionRepository(session, workspace_id),
        idempotency: () => new IdempotencyRepository(session, workspace_id),
        memberships: () => new MembershipRepository(session, actor(scope)),
        requests: () => new RequestRepository(session, workspace_id),
        sessions: () => new SessionRepository(session, actor(scope)),
        users: () => new UserRepository(session, actor(scope)),
        versions: () => new VersionRepository(session, workspace_id),
        workflowLists: () => new WorkflowListRepository(session, workspace_id),
        workflows: () => new WorkflowRepository(session, workspace_id),
        workspaces: () => new WorkspaceRepository(session, workspace_id)
    });
}

/** For one person, whichever workspace: sign-in, sessions, the list of workspaces. */
export function userRepositories(session: Session, user_id: string) {
    return lazy({
        memberships: () => new MembershipRepository(session, user_id),
        sessions: () => new SessionRepository(session, user_id),
        users: () => new UserRepository(session, user_id)
    });
}

/** For whoever presents a key: an email address, or the hash of a token. */
export function accountRepositories(
    session: Session,
    key: string,
    enter: (user_id: string) => Promise<UserRepositories>
) {
    return Object.assign(
        lazy({
            accounts: () => new AccountRepository(session, key),
            audit: () => new AuditRepository(session, null),
            expired: () => new ExpiredRepository(session, key),
            tokens: () => new PresentedTokenRepository(session, key)
        }),
        { enter }
    );
}

function actor({ user_id }: WorkspaceScope): string {
    if (user_id === null) throw new Error("Nobody acts in this transaction.");
    return user_id;
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
