import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { evolve } from "@flowmaestro/shared/orchestrator/evolve.ts";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { Plan } from "@flowmaestro/shared/orchestrator/plan.ts";
import { initial } from "@flowmaestro/shared/orchestrator/state.ts";
import { EngineRows } from "../../src/data-plane/engine-rows.ts";
import { clientConfig } from "../../src/storage/database.ts";
import type { Entry } from "./ledger.ts";
import type { Stage } from "./stage.ts";

/** What every execution is held to, whatever happened; each line is one broken promise. */
export interface Verdict {
    readonly violations: readonly string[];
    readonly executions: number;
    readonly facts: number;
    /** Distinct effects, and how often one came again under its key. */
    readonly effects: number;
    readonly repeated: number;
}

const OPEN = "('pending', 'running', 'paused', 'waiting')";

export async function allEnded(stage: Stage, within_ms: number): Promise<number> {
    const pool = adminPool(stage);
    const start = performance.now();
    try {
        for (;;) {
            const { rows } = await pool.query<{ open: number }>(
                `select count(*)::int4 as open from executions where status in ${OPEN}`
            );
            if (rows[0]?.open === 0 || performance.now() - start > within_ms) break;
            await pause(100);
        }
    } finally {
        await pool.end();
    }
    return performance.now() - start;
}

export async function check(stage: Stage, entries: readonly Entry[]): Promise<Verdict> {
    const pool = adminPool(stage);
    try {
        return await new Audit(stage, pool, entries).run();
    } finally {
        await pool.end();
    }
}

function adminPool({ postgres }: Stage): pg.Pool {
    return new pg.Pool({ ...clientConfig(postgres.address), max: 2 });
}

interface Row {
    readonly id: string;
    readonly workspace_id: string;
    readonly plan_hash: string;
    readonly status: string;
    readonly outputs: unknown;
    readonly caller_execution_id: string | null;
    readonly caller_instance: string | null;
}

class Audit {
    readonly #stage: Stage;
    readonly #pool: pg.Pool;
    readonly #entries: readonly Entry[];
    readonly #rows: EngineRows;
    readonly #plans = new Map<string, Plan>();
    readonly #violations: string[] = [];
    #facts = 0;

    constructor(stage: Stage, pool: pg.Pool, entries: readonly Entry[]) {
        this.#stage = stage;
        this.#pool = pool;
        this.#entries = entries;
        this.#rows = new EngineRows(pool);
    }

    async run(): Promise<Verdict> {
        for (const broken of this.#stage.broken) this.#say("answers", broken);
        const { rows } = await this.#pool.query<Row>(
            `select id, workspace_id, plan_hash, status, outputs, caller_execution_id, caller_instance
             from executions order by created_at`
        );
        const byId = new Map(rows.map((row) => [row.id, row]));
        const expected = this.#expectedEffects(rows);
        for (const entry of this.#entries) await this.#entry(entry, byId);
        const started = rows.filter(({ caller_execution_id }) => caller_execution_id === null);
        this.#same("executions for keys", started.length, this.#entries.length);
        for (const row of rows) await this.#log(row);
        await this.#inbox();
        const repeated = this.#effects(expected);
        return {
            violations: this.#violations,
            executions: rows.length,
            facts: this.#facts,
            effects: this.#stage.sink.deliveries.size,
            repeated
        };
    }

    async #entry(entry: Entry, byId: ReadonlyMap<string, Row>): Promise<void> {
        const { key, work, n, ids, won, isCancelled } = entry;
        const [id = ""] = ids;
        this.#same(`${key}: ids of one key`, ids.size, 1);
        const row = byId.get(id);
        if (row === undefined) {
            this.#say(key, `${id} was acknowledged and is lost`);
            return;
        }
        this.#same(`${key} ${work.name}: status of ${id}`, row.status, work.status);
        if (work.follow === "cancel") {
            if (isCancelled) await this.#nothingAfterCancel(id);
            return;
        }
        const { data } = await this.#stage.client.insist("GET", `/executions/${id}`);
        if (work.follow === "answer") {
            this.#same(`${key}: answers that won`, won.length, 1);
            this.#same(`${key}: the answer that counted`, data.outputs, { result: won[0] });
        } else {
            this.#same(`${key} ${work.name}: outputs of ${id}`, data.outputs, work.outputs(n));
        }
    }

    async #nothingAfterCancel(id: string): Promise<void> {
        const facts = await this.#rows.facts(id);
        const at = facts.findIndex(({ kind }) => kind === "execution:cancelling");
        const later = at < 0 ? [] : facts.slice(at).filter(({ kind }) => kind === "node:started");
        this.#same(`${id}: starts after its cancel`, later.length, 0);
    }

    /** Dense, folds, ends once and for all; nothing settled twice. */
    async #log(row: Row): Promise<void> {
        const { rows: pages } = await this.#pool.query<{ seq: number; n: number }>(
            "select seq, n from execution_log where execution_id = $1 order by seq",
            [row.id]
        );
        let next = 1;
        for (const { seq, n } of pages) {
            this.#same(`${row.id}: seq after ${next - 1}`, seq, next);
            next = seq + n;
        }
        const facts = await this.#rows.facts(row.id);
        this.#facts += facts.length;
        this.#same(`${row.id}: facts`, facts.length, next - 1);
        const plan = await this.#plan(row);
        const state = initial(plan);
        const settled = new Set<string>();
        for (const fact of facts) {
            if (state.ended !== null) this.#say(row.id, `${fact.kind} after its end`);
            evolve(plan, state, fact);
            const instance = settledBy(fact);
            if (instance === null) continue;
            if (settled.has(instance)) this.#say(row.id, `${instance} settled twice`);
            settled.add(instance);
        }
        this.#same(`${row.id}: end of its log`, state.ended, row.status);
    }

    async #plan({ workspace_id, plan_hash: hash }: Row): Promise<Plan> {
        const known = this.#plans.get(hash);
        if (known !== undefined) return known;
        const found = await this.#rows.plan(workspace_id, hash);
        if (found === null) throw new Error(`There is no plan ${hash}.`);
        this.#plans.set(hash, found);
        return found;
    }

    async #inbox(): Promise<void> {
        const { rows } = await this.#pool.query<{ open: number }>(
            "select count(*)::int4 as open from execution_inbox where outcome is null"
        );
        this.#same("messages without an outcome", rows[0]?.open, 0);
    }

    #expectedEffects(rows: readonly Row[]): {
        readonly all: ReadonlySet<string>;
        readonly due: ReadonlySet<string>;
    } {
        const all = new Set<string>();
        const due = new Set<string>();
        const add = (id: string, { work, n }: Pick<Entry, "work" | "n">): void => {
            for (const instance of work.effects(n)) {
                all.add(`fm:${id}:${instance}`);
                if (work.status === "completed") due.add(`fm:${id}:${instance}`);
            }
        };
        const byId = new Map(this.#entries.map((entry) => [[...entry.ids][0] ?? "", entry]));
        for (const [id, entry] of byId) add(id, entry);
        for (const { id, caller_execution_id } of rows) {
            const entry = caller_execution_id === null ? undefined : byId.get(caller_execution_id);
            if (entry === undefined) continue;
            for (const node of ["a", "c"]) {
                all.add(`fm:${id}:${node}`);
                due.add(`fm:${id}:${node}`);
            }
        }
        return { all, due };
    }

    #effects(expected: { readonly all: ReadonlySet<string>; readonly due: ReadonlySet<string> }) {
        const { deliveries } = this.#stage.sink;
        let repeated = 0;
        for (const [key, { times, bodies, path }] of deliveries) {
            if (!expected.all.has(key)) this.#say("effects", `${key} was not to be`);
            if (bodies.size > 1)
                this.#say("effects", `${key} carried ${[...bodies].join(" and ")}`);
            const asked = path === "/flaky" || path === "/dropped" ? 2 : 1;
            repeated += Math.max(times - asked, 0);
        }
        for (const key of expected.due) {
            if (!deliveries.has(key)) this.#say("effects", `${key} never came`);
        }
        return repeated;
    }

    #same(what: string, found: unknown, wanted: unknown): void {
        const [left, right] = [JSON.stringify(found), JSON.stringify(wanted)];
        if (left !== right) this.#say(what, `${left} instead of ${right}`);
    }

    #say(what: string, problem: string): void {
        this.#violations.push(`${what}: ${problem}`);
    }
}

function settledBy(fact: Fact): string | null {
    const isSettling = fact.kind === "node:completed" || fact.kind === "node:failed";
    return isSettling ? fact.instance : null;
}
