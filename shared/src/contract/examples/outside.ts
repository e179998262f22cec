import type { ExamplesOf } from "../examples.ts";
import type { controlRoutes } from "../routes/control.ts";
import type { requestRoutes } from "../routes/requests.ts";

const WORKFLOW = "0190f3a2-7c1e-7d5b-9a54-3f0c2b1d8e6f";
const EXECUTION = "0190f3a9-11d2-7b0c-8f3e-6a5b4c3d2e1f";
const REQUEST = "0190f3a9-11d2-7c4d-9e5f-0a1b2c3d4e5f";
const AT = "2026-01-31T09:30:00.000Z";

const params = { id: EXECUTION };

export const controlExamples: ExamplesOf<keyof typeof controlRoutes> = {
    cancelExecution: {
        params,
        body: { reason: "Started with the wrong file." },
        data: { cancelled: true, execution_id: EXECUTION }
    },
    pauseExecution: { params, data: { execution_id: EXECUTION, status: "paused" } },
    resumeExecution: { params, data: { execution_id: EXECUTION, status: "running" } },
    signalExecution: {
        params,
        body: { name: "payment_received", data: { amount: 129 } },
        data: { execution_id: EXECUTION, instances: ["wait_for_payment"] }
    },
    retryExecution: {
        params,
        body: { from: "classify" },
        data: {
            id: "0190f3aa-22e3-7c1d-9f4e-7b6c5d4e3f2a",
            execution_id: "0190f3aa-22e3-7c1d-9f4e-7b6c5d4e3f2a",
            workflow_id: WORKFLOW,
            parent_execution_id: EXECUTION,
            status: "running",
            started_at: AT
        }
    }
};

const request = {
    id: REQUEST,
    execution_id: EXECUTION,
    workflow_id: WORKFLOW,
    workflow_name: "Refunds",
    instance: "approve",
    node_id: "approve",
    status: "open",
    interaction: "approval",
    prompt: "Refund 129 € to Mira?",
    fields: null,
    options: null,
    multiple: false,
    value: null,
    assignees: null,
    expires_at: "2026-02-01T09:30:00.000Z",
    created_at: AT,
    closed_at: null,
    answered_by: null
} as const;

export const requestExamples: ExamplesOf<keyof typeof requestRoutes> = {
    listRequests: {
        query: { status: "open" },
        data: {
            requests: [request],
            pagination: { page: 1, limit: 20, total: 1, pages: 1, next_cursor: null }
        }
    },
    getRequest: { params: { id: REQUEST }, data: request },
    respondToRequest: {
        params: { id: REQUEST },
        body: { response: { approved: true, comment: "Fine." } },
        data: {
            request_id: REQUEST,
            execution_id: EXECUTION,
            instance: "approve",
            accepted: true
        }
    }
};
