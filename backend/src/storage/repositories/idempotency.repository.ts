import { z } from "zod";
import type { Session } from "../session.ts";

const keyRow = z.object({
    body_hash: z.string(),
    state: z.enum(["started", "finished"]),
    status: z.int().nullable(),
    response: z.string().nullable(),
    resource_id: z.uuid(),
    is_expired: z.boolean(),
    is_leased: z.boolean()
});
export type IdempotencyRow = z.infer<typeof keyRow>;

export interface IdempotencyKey {
    readonly route: string;
    readonly key: string;
}

const HOURS = 24;
const LEASE_SECONDS = 15;

/** What was answered under which Idempotency-Key, for a day. */
export class IdempotencyRepository {
    readonly #session: Session;
    readonly #workspace_id: string;

    constructor(session: Session, workspace_id: string) {
        this.#session = session;
        this.#workspace_id = workspace_id;
    }

    /** True for the one who is first. */
    async claim(
        { route, key }: IdempotencyKey,
        claim: { readonly body_hash: string; readonly resource_id: string }
    ): Promise<boolean> {
        const inserted = await this.#session.run(
            `insert into idempotency_keys
                 (workspace_id, route, key, body_hash, state, resource_id, lease_until, expires_at)
             values ($1::uuid, $2::text, $3::text, $4::text, 'started', $5::uuid,
                 clock_timestamp() + make_interval(secs => $6::int),
                 clock_timestamp() + make_interval(hours => $7::int))
             on conflict (workspace_id, route, key) do nothing`,
            [
                this.#workspace_id,
                route,
                key,
                claim.body_hash,
                claim.resource_id,
                LEASE_SECONDS,
                HOURS
            ]
        );
        return inserted > 0;
    }

    /** Locks it, so that one of several who find it abandoned takes it over. */
    async find({ route, key }: IdempotencyKey): Promise<IdempotencyRow | null> {
        return this.#session.first(
            keyRow,
            `select body_hash, state, status, response, resource_id,
                 expires_at <= clock_timestamp() as is_expired,
                 lease_until > clock_timestamp() as is_leased
             from idempotency_keys
             where workspace_id = $1::uuid
                 and route = $2::text
                 and key = $3::text
             for update`,
            [this.#workspace_id, route, key]
        );
    }

    async renew({ route, key }: IdempotencyKey): Promise<void> {
        await this.#session.run(
            `update idempotency_keys
             set lease_until = clock_timestamp() + make_interval(secs => $4::int)
             where workspace_id = $1::uuid
                 and route = $2::text
                 and key = $3::text
                 and state = 'started'`,
            [this.#workspace_id, route, key, LEASE_SECONDS]
        );
    }

    async finish(
        { route, key }: IdempotencyKey,
        answer: { readonly status: number; readonly response: string }
    ): Promise<void> {
        await this.#session.run(
            `update idempotency_keys
             set state = 'finished',
                 status = $4::int,
                 response = $5::json,
                 expires_at = clock_timestamp() + make_interval(hours => $6::int)
             where workspace_id = $1::uuid
                 and route = $2::text
                 and key = $3::text`,
            [this.#workspace_id, route, key, answer.status, answer.response, HOURS]
        );
    }

    /** Nobody works on it any more; the next one goes on under the same resource id. */
    async release({ route, key }: IdempotencyKey): Promise<void> {
        await this.#session.run(
            `update idempotency_keys
             set lease_until = clock_timestamp()
             where workspace_id = $1::uuid
                 and route = $2::text
                 and key = $3::text
                 and state = 'started'`,
            [this.#workspace_id, route, key]
        );
    }

    /** As if it had never been used: nothing was made under it. */
    async forget({ route, key }: IdempotencyKey): Promise<void> {
        await this.#session.run(
            `delete from idempotency_keys
             where workspace_id = $1::uuid
                 and route = $2::text
                 and key = $3::text`,
            [this.#workspace_id, route, key]
        );
    }
}
