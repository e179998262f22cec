import type { Pool } from "pg";
import { z } from "zod";
import type {
    Engine,
    EngineState,
    SignalOutcome,
    SignalRequest,
    StartReceipt,
    StartRequest
} from "./engine.ts";

/**
 * While executions of the embedded engine are open in a process that starts new ones on Temporal: each
 * stays with the engine it began on, for ever (ADR 0020). New ones go to `chosen`.
 */
export class BothEngines implements Engine {
    readonly name: Engine["name"];
    readonly #pool: Pool;
    readonly #chosen: Engine;
    readonly #other: Engine;
    /** Whose they are, which never changes; the youngest are kept. */
    readonly #known = new Map<string, Engine>();

    constructor(engines: { readonly chosen: Engine; readonly other: Engine; readonly pool: Pool }) {
        this.#chosen = engines.chosen;
        this.#other = engines.other;
        this.#pool = engines.pool;
        this.name = engines.chosen.name;
    }

    async start(request: StartRequest): Promise<StartReceipt> {
        const receipt = await this.#chosen.start(request);
        this.#note(request.execution_id, this.#chosen);
        return receipt;
    }

    async signal(request: SignalRequest): Promise<SignalOutcome> {
        return (await this.#engineOf(request.execution_id)).signal(request);
    }

    async settled(execution_id: string, ms: number): Promise<boolean> {
        return (await this.#engineOf(execution_id)).settled(execution_id, ms);
    }

    describe(): EngineState {
        const [one, other] = [this.#chosen.describe(), this.#other.describe()];
        const reasons = [one.reason, other.reason].filter((reason) => reason !== undefined);
        return {
            ready: one.ready && other.ready,
            ...(reasons.length === 0 ? {} : { reason: reasons.join(" ") }),
            active: one.active + other.active
        };
    }

    async stop(grace_ms: number): Promise<void> {
        await Promise.all([this.#chosen.stop(grace_ms), this.#other.stop(grace_ms)]);
    }

    /** One that is not there is as unknown to the chosen engine as to any. */
    async #engineOf(execution_id: string): Promise<Engine> {
        const known = this.#known.get(execution_id);
        if (known !== undefined) return known;
        const { rows } = await this.#pool.query(
            "select engine from executions where id = $1::uuid",
            [execution_id]
        );
        const [row] = z.array(engineRow).parse(rows);
        if (row === undefined) return this.#chosen;
        const engine = row.engine === this.#other.name ? this.#other : this.#chosen;
        this.#note(execution_id, engine);
        return engine;
    }

    #note(execution_id: string, engine: Engine): void {
        this.#known.set(execution_id, engine);
        if (this.#known.size <= KNOWN_MOST) return;
        const [oldest] = this.#known.keys();
        if (oldest !== undefined) this.#known.delete(oldest);
    }
}

const engineRow = z.object({ engine: z.enum(["embedded", "temporal"]) });
const KNOWN_MOST = 10_000;
