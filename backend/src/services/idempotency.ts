import { z } from "zod";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { sha256 } from "../platform/hash.ts";
import { newId } from "../platform/ids.ts";
import { withWorkspace } from "../storage/database.ts";
import type { WorkspaceScope } from "../storage/database.ts";
import { jsonColumn } from "../storage/session.ts";
import type {
    IdempotencyKey,
    IdempotencyRow
} from "../storage/repositories/idempotency.repository.ts";

/** How long the second of two waits for the first's answer. */
const WAIT_MS = 10_000;
const RENEW_MS = 5_000;

export interface StoredAnswer {
    readonly status: number;
    readonly data: unknown;
    readonly headers: { readonly [name: string]: string };
}

export interface IdempotentCall {
    readonly scope: WorkspaceScope;
    readonly route: string;
    readonly key: string;
    /** All that decides what the call does. */
    readonly body: unknown;
    readonly signal: AbortSignal;
    /**
     * `resource_id` is the same on every try under this key. A try after a crash may find that the one
     * before got as far as making it: that is success, and is answered as such.
     */
    readonly act: (resource_id: string) => Promise<StoredAnswer>;
}

const responseSchema = jsonColumn(
    z.object({ data: z.unknown(), headers: z.record(z.string(), z.string()) })
);

/** One key, one effect: the first call acts, every other gets its answer. */
export async function withIdempotency(
    deps: Pick<Deps, "pools" | "logger">,
    call: IdempotentCall
): Promise<{ readonly answer: StoredAnswer; readonly replayed: boolean }> {
    const claim = { body_hash: sha256(JSON.stringify(call.body) ?? ""), resource_id: newId() };
    const deadline = Date.now() + WAIT_MS;
    for (let pause = 25; ; pause = Math.min(pause * 2, 500)) {
        const turn = await takeTurn(deps, call, claim);
        if (turn.kind === "act")
            return { answer: await act(deps, call, turn.resource_id), replayed: false };
        if (turn.kind === "replay") return { answer: turn.answer, replayed: true };
        if (Date.now() + pause > deadline || call.signal.aborted)
            throw new AppError("IDEMPOTENCY_IN_FLIGHT", { headers: { "retry-after": "1" } });
        await new Promise((resolve) => setTimeout(resolve, pause));
    }
}

type Turn =
    | { readonly kind: "act"; readonly resource_id: string }
    | { readonly kind: "replay"; readonly answer: StoredAnswer }
    | { readonly kind: "wait" };

function takeTurn(
    { pools }: Pick<Deps, "pools">,
    { scope, route, key }: IdempotentCall,
    claim: { readonly body_hash: string; readonly resource_id: string }
): Promise<Turn> {
    return withWorkspace(pools.app, scope, async ({ idempotency }): Promise<Turn> => {
        const id = { route, key };
        if (await idempotency.claim(id, claim))
            return { kind: "act", resource_id: claim.resource_id };
        const row = await idempotency.find(id);
        // Forgotten between the two statements: the next round claims it.
        if (row === null) return { kind: "wait" };
        if (row.is_expired) {
            await idempotency.forget(id);
            await idempotency.claim(id, claim);
            return { kind: "act", resource_id: claim.resource_id };
        }
        if (row.body_hash !== claim.body_hash) throw new AppError("IDEMPOTENCY_KEY_REUSED");
        if (row.state === "finished") return { kind: "replay", answer: toAnswer(row) };
        if (row.is_leased) return { kind: "wait" };
        await idempotency.renew(id);
        return { kind: "act", resource_id: row.resource_id };
    });
}

function toAnswer(row: IdempotencyRow): StoredAnswer {
    return { status: row.status ?? 200, ...responseSchema.parse(row.response) };
}

async function act(
    deps: Pick<Deps, "pools" | "logger">,
    call: IdempotentCall,
    resource_id: string
): Promise<StoredAnswer> {
    const id: IdempotencyKey = { route: call.route, key: call.key };
    const inWorkspace = (what: "renew" | "release" | "forget"): Promise<void> =>
        withWorkspace(deps.pools.app, call.scope, ({ idempotency }) => idempotency[what](id));
    const renewal = setInterval(() => {
        inWorkspace("renew").catch((error: unknown) =>
            deps.logger.warn({ err: error }, "idempotency_renewal_failed")
        );
    }, RENEW_MS);
    try {
        const answer = await call.act(resource_id);
        const { status, data, headers } = answer;
        await withWorkspace(deps.pools.app, call.scope, ({ idempotency }) =>
            idempotency.finish(id, { status, response: JSON.stringify({ data, headers }) })
        );
        return answer;
    } catch (error) {
        // A refusal made nothing. After anything else nobody knows, so the id stays with the key.
        const isRefusal = error instanceof AppError && error.status < 500;
        await inWorkspace(isRefusal ? "forget" : "release").catch((cause: unknown) =>
            deps.logger.warn({ err: cause }, "idempotency_release_failed")
        );
        throw error;
    } finally {
        clearInterval(renewal);
    }
}
