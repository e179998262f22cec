import {
    Connection,
    WorkflowExecutionAlreadyStartedError,
    WorkflowIdConflictPolicy
} from "@temporalio/client";
import type { DataPlane } from "../../data-plane/data-plane.ts";
import { within } from "./patience.ts";
import type { Temporal } from "./patience.ts";
import type { TemporalExecution } from "./temporal-rows.ts";
import { WORKFLOW_TYPE } from "./workflow/protocol.ts";
import type { About, Limits, OrchestratorInput } from "./workflow/protocol.ts";
import { startOptions } from "./workflow/start-options.ts";
import type { WorkspaceNames } from "./workspace-names.ts";

export interface LauncherOptions {
    readonly temporal: Temporal;
    readonly data: Pick<DataPlane, "plans" | "rows">;
    readonly task_queue: string;
    readonly app_url: string;
    readonly limits: Limits;
    readonly names: WorkspaceNames;
    /** Which build begins an execution is the deployment's to say, not whichever process started it. */
    readonly is_versioned: boolean;
}

/** Of an execution: what its workflow is started with. */
export type Named = Pick<
    TemporalExecution,
    "id" | "workspace_id" | "workflow_id" | "workflow_name" | "version" | "trigger"
>;

/** What somebody waits for goes before what nobody looks at. */
const SOON = 2;
const NORMAL = 3;
const ANSWER_MS = 2_000;
const BY_HAND: ReadonlySet<string> = new Set(["manual", "test"]);

/** Starts workflows. Told again, it starts nothing: an execution has one. */
export class Launcher {
    private readonly options: LauncherOptions;

    constructor(options: LauncherOptions) {
        this.options = options;
    }

    /** `closed`: it was started before, and is open no more. */
    async launch(row: Named, timeout_ms: number): Promise<"started" | "closed"> {
        const { temporal, task_queue, limits, is_versioned } = this.options;
        const about = await this.aboutOf(row, timeout_ms);
        const input: OrchestratorInput = { about, limits };
        try {
            await within(temporal, ANSWER_MS, (client) =>
                client.workflow.start(WORKFLOW_TYPE, {
                    ...startOptions(about),
                    taskQueue: task_queue,
                    args: [input],
                    workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
                    // Over a worker's connection: its first task need not go round.
                    requestEagerStart: !is_versioned && !(client.connection instanceof Connection),
                    priority: {
                        priorityKey: BY_HAND.has(row.trigger) ? SOON : NORMAL,
                        fairnessKey: row.workspace_id
                    }
                })
            );
            return "started";
        } catch (error) {
            if (error instanceof WorkflowExecutionAlreadyStartedError) return "closed";
            throw error;
        }
    }

    /** One whose plan is not at hand. */
    async relaunch(row: TemporalExecution): Promise<"started" | "closed"> {
        const { plans, rows } = this.options.data;
        const plan = plans.get(row.plan_hash) ?? (await rows.plan(row.workspace_id, row.plan_hash));
        if (plan === null) throw new Error(`The plan of execution ${row.id} is not there.`);
        return this.launch(row, plan.settings.timeout_ms);
    }

    private async aboutOf(row: Named, timeout_ms: number): Promise<About> {
        const { id, ...rest } = row;
        const workspace_name = await this.options.names.of(row.workspace_id);
        return {
            execution_id: id,
            workspace_id: rest.workspace_id,
            ...(workspace_name === null ? {} : { workspace_name }),
            workflow_id: rest.workflow_id,
            workflow_name: rest.workflow_name,
            version: rest.version,
            trigger: rest.trigger,
            timeout_ms,
            app_url: this.options.app_url
        };
    }
}
