import type { Event } from "@flowmaestro/shared/orchestrator/events.ts";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import type { OpenChild } from "@flowmaestro/shared/orchestrator/open.ts";
import type { NodeError } from "@flowmaestro/shared/orchestrator/values.ts";
import { AppError } from "../../../errors.ts";
import type { DataPlane } from "../../../data-plane/data-plane.ts";
import type { Clock } from "../../../platform/clock.ts";
import { childId } from "../../derived-ids.ts";
import type { StartRequest } from "../../engine.ts";
import { refusedCall } from "../../hosting/child-calls.ts";
import type { ChildCalls } from "../../hosting/child-calls.ts";
import type { Draft } from "../../hosting/draft.ts";
import { startDraft } from "../start-draft.ts";
import type { About, ChildCall } from "../workflow/protocol.ts";
import type { View } from "./view.ts";

export interface CalledOptions {
    readonly data: Pick<DataPlane, "rows" | "plans" | "values">;
    readonly clock: Clock;
    readonly calls: ChildCalls;
}

export type Called =
    | { readonly kind: "refused"; readonly event: Event }
    | {
          readonly kind: "called";
          readonly draft: Draft;
          readonly call: ChildCall;
          /** Of a detached one: its caller goes on at once. */
          readonly event: Event | null;
      };

/** Executions that a turn calls: their rows are stored with the fact that says so. */
export class CalledRows {
    private readonly options: CalledOptions;

    constructor(options: CalledOptions) {
        this.options = options;
    }

    async begin(view: View, open: OpenChild, app_url: string): Promise<Called> {
        const { calls, clock, data } = this.options;
        const asked = await calls.request(view, open);
        const at = clock.now();
        if (!asked.ok) return { kind: "refused", event: refusedCall(at, open.id, asked.error) };
        const { request } = asked;
        data.plans.put(request.plan_hash, request.plan);
        const draft = await this.draft(request, at);
        if ("refused" in draft)
            return { kind: "refused", event: refusedCall(at, open.id, draft.refused) };
        const call = { id: open.id, is_awaited: !open.detached, about: aboutOf(request, app_url) };
        if (!open.detached) return { kind: "called", draft, call, event: null };
        const output = { json: { execution_id: request.execution_id } };
        const result = { kind: "done" as const, port: "out", output };
        return { kind: "called", draft, call, event: { kind: "child", at, id: open.id, result } };
    }

    /** Of facts that were stored before: the executions that they call, as their rows say. */
    async of(view: View, facts: readonly Fact[], app_url: string): Promise<ChildCall[]> {
        const calls: ChildCall[] = [];
        for (const fact of facts)
            if (fact.kind === "child:opened") {
                const about = await this.about(childId(view.row.id, fact.instance), app_url);
                calls.push({ id: fact.instance, is_awaited: !fact.detached, about });
            }
        return calls;
    }

    /** Inputs that nobody can keep end the call, not its caller's turn. */
    private async draft(
        request: StartRequest,
        at: number
    ): Promise<Draft | { readonly refused: NodeError }> {
        try {
            return await startDraft(this.options.data.values, request, at);
        } catch (error) {
            if (!(error instanceof AppError)) throw error;
            const { code, message } = error;
            return { refused: { code, message, is_retryable: false } };
        }
    }

    private async about(execution_id: string, app_url: string): Promise<About | null> {
        const { rows, plans } = this.options.data;
        const row = await rows.execution(execution_id);
        if (row === null) return null;
        const plan = plans.get(row.plan_hash) ?? (await rows.plan(row.workspace_id, row.plan_hash));
        return plan === null ? null : aboutOf({ ...row, execution_id, plan }, app_url);
    }
}

export function aboutOf(
    request: Pick<
        StartRequest,
        "execution_id" | "workspace_id" | "workflow_id" | "workflow_name" | "version" | "trigger"
    > & { readonly plan: Pick<StartRequest["plan"], "settings"> },
    app_url: string
): About {
    const { execution_id, workspace_id, workflow_id, workflow_name, version, trigger } = request;
    const { timeout_ms } = request.plan.settings;
    return {
        execution_id,
        workspace_id,
        workflow_id,
        workflow_name,
        version,
        trigger,
        timeout_ms,
        app_url
    };
}
