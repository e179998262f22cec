import type { SettledEvent } from "@flowmaestro/shared/orchestrator/events.ts";
import { indexOf } from "@flowmaestro/shared/orchestrator/plan-index.ts";
import type { Plan, PlanNode } from "@flowmaestro/shared/orchestrator/plan.ts";
import { reusable } from "@flowmaestro/shared/orchestrator/reusable.ts";
import type { Reusable } from "@flowmaestro/shared/orchestrator/reusable.ts";
import type { Json, Value } from "@flowmaestro/shared/orchestrator/values.ts";
import type { Values } from "../../data-plane/values.ts";
import type { Rerun } from "../engine.ts";
import { readdressed, refsIn } from "./readdress.ts";
import type { ExecutionStore } from "./execution-store.ts";

/**
 * What a re-run does not run: its parent's stored results, as far as `reusable` allows, and what the
 * caller gave instead. What is taken over is a function of rows that never change (the parent has
 * ended, the request stands in the execution's own row), so a crash in the middle changes nothing.
 */
export interface ReuseOptions {
    readonly store: {
        readonly executions: Pick<ExecutionStore, "facts" | "copyValues" | "writeValue">;
    };
    readonly values: Values;
}

interface RerunRow {
    readonly id: string;
    readonly workspace_id: string;
    readonly origin: {
        readonly parent_execution_id: string | null;
        readonly rerun: Rerun | null;
    };
}

export class Reuse {
    private readonly options: ReuseOptions;
    private readonly row: RerunRow;
    private readonly plan: Plan;
    private readonly rerun: Rerun;
    private preparing: Promise<void> | null = null;
    private results: ReadonlyMap<string, Reusable> | null = null;
    private readonly given = new Map<string, { readonly port: string; readonly output: Value }>();

    constructor(options: ReuseOptions, row: RerunRow, rerun: Rerun, plan: Plan) {
        this.options = options;
        this.row = row;
        this.rerun = rerun;
        this.plan = plan;
    }

    get isReady(): boolean {
        return this.results !== null;
    }

    /** Reads what may be taken over and makes its values this execution's own. */
    async prepare(): Promise<void> {
        this.preparing ??= this.read().finally(() => {
            this.preparing = null;
        });
        return this.preparing;
    }

    private async read(): Promise<void> {
        for (const [instance, override] of Object.entries(this.rerun.overrides))
            if (override.kind === "output")
                this.given.set(instance, {
                    port: override.port,
                    output: await this.keep(instance, override.output)
                });
        this.results = await this.takeOver();
    }

    /** The end of a run that is not performed, null for one that is. */
    of(id: string, at: number): SettledEvent | null {
        const given = this.given.get(id);
        if (given !== undefined) {
            const times = { attempts: 1, started_at: at, ended_at: at };
            return { kind: "settled", at, id, result: { kind: "done", ...given }, ...times };
        }
        const known = this.results?.get(id);
        if (known === undefined) return null;
        const { result, attempts, started_at, ended_at } = known;
        return { kind: "settled", at, id, result, attempts, started_at, ended_at, reused: true };
    }

    /** The node as this instance runs it. */
    nodeOf(instance: string, node: PlanNode): PlanNode {
        const override = this.override(instance);
        if (override?.kind !== "config") return node;
        const { secret: _own, ...rest } = node;
        const { config, reads, secret } = override;
        return { ...rest, config, reads, ...(secret === undefined ? {} : { secret }) };
    }

    private override(instance: string) {
        const { overrides } = this.rerun;
        return Object.hasOwn(overrides, instance) ? overrides[instance] : undefined;
    }

    private async takeOver(): Promise<ReadonlyMap<string, Reusable>> {
        const { parent_execution_id } = this.row.origin;
        const { from, overrides } = this.rerun;
        if (from === null || parent_execution_id === null) return new Map();
        const { executions } = this.options.store;
        const log = await executions.facts(parent_execution_id);
        const found = reusable(this.plan, log, [...from, ...Object.keys(overrides)]);
        const results = new Map(
            [...found].map(([id, known]) => [
                id,
                { ...known, result: readdressed(known.result, parent_execution_id, this.row.id) }
            ])
        );
        const refs = new Map([...results].map(([id, { result }]) => [id, refsIn(result)]));
        const wanted = new Set([...refs.values()].flat());
        const kept = await executions.copyValues(parent_execution_id, this.row, [...wanted]);
        // What retention has removed is made again.
        for (const [id, shas] of refs) if (shas.some((sha) => !kept.has(sha))) results.delete(id);
        return results;
    }

    private async keep(instance: string, output: Json): Promise<Value> {
        const node = this.plan.nodes[indexOf(this.plan).byId(idOf(instance)) ?? -1];
        const encoded = await this.options.values.encode(this.row.id, output, {
            applies: () => node?.secret?.output === true,
            mark: true
        });
        if (!encoded.ok) throw new Error(encoded.message);
        if (encoded.row !== null)
            await this.options.store.executions.writeValue(this.row, encoded.row);
        return encoded.value;
    }
}

function idOf(instance: string): string {
    return instance.slice(instance.lastIndexOf("/") + 1);
}
