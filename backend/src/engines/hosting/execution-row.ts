import type { Open } from "@flowmaestro/shared/orchestrator/open.ts";
import type { Origin } from "../engine.ts";
import type { Draft } from "./draft.ts";

/** Who an execution is, as its row says. */
export interface ExecutionRow {
    readonly id: string;
    readonly workspace_id: string;
    readonly workflow_id: string;
    readonly workflow_name: string;
    readonly version: number | null;
    readonly trigger: string;
    readonly plan_hash: string;
    readonly origin: Origin;
}

/** An execution that has something to say: what is open in it, and where what it says is put down. */
export interface Speaker {
    readonly row: ExecutionRow;
    readonly open: ReadonlyMap<string, { readonly open: Open }>;
    readonly draft: Draft;
}
