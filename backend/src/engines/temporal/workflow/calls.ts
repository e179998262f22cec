import {
    ChildWorkflowCancellationType,
    getExternalWorkflowHandle,
    ParentClosePolicy,
    startChild
} from "@temporalio/workflow";
import { WORKFLOW_TYPE } from "./protocol.ts";
import type {
    About,
    ChildCall,
    Limits,
    OrchestratorInput,
    OrchestratorResult
} from "./protocol.ts";
import { startOptions } from "./start-options.ts";

type Orchestrator = (input: OrchestratorInput) => Promise<OrchestratorResult>;

/**
 * Executions that this one calls, as child workflows that outlive it. What a child comes to lies in
 * our inbox by the time its workflow ends; the end only says "look". One that was there already belongs
 * to an earlier run of this workflow: a signal says it, from the worker that stored the child's end.
 */
export class Calls {
    private readonly about: About;
    private readonly limits: Limits;
    private readonly ended: () => void;
    private readonly byId = new Map<string, ChildCall>();
    private readonly waiting: ChildCall[] = [];
    /** Asked of the server, and not answered yet. */
    private starting = 0;

    constructor(about: About, limits: Limits, ended: () => void) {
        this.about = about;
        this.limits = limits;
        this.ended = ended;
    }

    get isIdle(): boolean {
        return this.starting === 0;
    }

    get known(): readonly ChildCall[] {
        return [...this.byId.values()];
    }

    know(children: readonly ChildCall[]): void {
        for (const child of children) {
            this.waiting.push(child);
            if (child.is_awaited) this.byId.set(child.id, child);
        }
    }

    /** Those that are still wanted; nobody waits for a detached one. */
    begin(isOpen: (id: string) => boolean): void {
        for (const child of this.waiting.splice(0)) {
            if (child.about === null || (child.is_awaited && !isOpen(child.id))) continue;
            this.start(child.about, child.is_awaited);
        }
    }

    resume(children: readonly ChildCall[]): void {
        for (const child of children) this.byId.set(child.id, child);
    }

    of(id: string): About | null {
        return this.byId.get(id)?.about ?? null;
    }

    has(id: string): boolean {
        return this.byId.has(id);
    }

    /** Its end has been told. */
    forget(id: string): void {
        this.byId.delete(id);
    }

    /** Nobody waits for it any more. Why stands in its own inbox. */
    letGo(id: string): void {
        const child = this.byId.get(id);
        this.forget(id);
        if (child?.about === null || child === undefined) return;
        getExternalWorkflowHandle(child.about.execution_id)
            .cancel()
            // It has ended, or was never started: either way there is nothing to cancel.
            .catch(() => undefined);
    }

    private start(called: About, is_awaited: boolean): void {
        this.starting += 1;
        // Ours are its own: the same workspace, the same pages.
        const { app_url, workspace_name } = this.about;
        const own = workspace_name === undefined ? { app_url } : { app_url, workspace_name };
        const about: About = { ...called, ...own };
        const input: OrchestratorInput = { about, limits: this.limits };
        startChild<Orchestrator>(WORKFLOW_TYPE, {
            ...startOptions(about),
            args: [input],
            parentClosePolicy: ParentClosePolicy.ABANDON,
            cancellationType: ChildWorkflowCancellationType.ABANDON
        })
            .finally(() => {
                this.starting -= 1;
            })
            .then((child) => {
                if (is_awaited) child.result().then(this.ended, this.ended);
            })
            // It is there already, or the sweeper will start it: its row is stored.
            .catch(() => undefined);
    }
}
