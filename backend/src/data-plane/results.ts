import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { NodeError, Value } from "@flowmaestro/shared/orchestrator/values.ts";

/**
 * What each instance of an execution gave, by its name: the data plane's own fold of the log. The
 * core knows where a value is, never what it is.
 */
export interface InstanceResult {
    readonly output?: Value;
    readonly error?: NodeError;
}

export class Results {
    private readonly byInstance = new Map<string, InstanceResult>();
    private readonly skips = new Set<string>();
    private inputs: Value = { json: {} };
    private start = 0;

    record(fact: Fact): void {
        switch (fact.kind) {
            case "execution:started":
                this.inputs = fact.inputs;
                this.start = fact.at;
                return;
            case "node:completed":
                this.byInstance.set(fact.instance, { output: fact.output });
                return;
            case "node:failed":
                if (fact.handled === "fail") return;
                this.byInstance.set(fact.instance, {
                    error: fact.error,
                    // After `continue` the output is null; behind the error port there is none.
                    ...(fact.handled === "continue" ? { output: { json: null } } : {})
                });
                return;
            case "node:skipped":
                this.skips.add(fact.instance);
                return;
            default:
                return;
        }
    }

    skipped(instance: string): boolean {
        return this.skips.has(instance);
    }

    of(instance: string): InstanceResult | undefined {
        return this.byInstance.get(instance);
    }

    get executionInputs(): Value {
        return this.inputs;
    }

    /** Milliseconds, database time. */
    get startedAt(): number {
        return this.start;
    }
}
