import { calledProgram } from "./program.ts";
import type { Program } from "./program.ts";

/** Every execution's program, of those that people start and of those that are called. */
export class Library {
    private readonly programs = new Map<string, Program>();

    add(program: Program): void {
        this.programs.set(program.execution_id, program);
    }

    of(execution: { readonly id: string; readonly workflow_id: string }): Program | null {
        const known = this.programs.get(execution.id);
        if (known !== undefined) return known;
        const called = calledProgram(execution.workflow_id, execution.id);
        if (called !== null) this.add(called);
        return called;
    }

    /** Of those that have begun. */
    find(execution_id: string): Program | null {
        return this.programs.get(execution_id) ?? null;
    }

    all(): Program[] {
        return [...this.programs.values()];
    }
}
