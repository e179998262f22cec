import type { Handlers } from "./handler.ts";
import { login } from "./routes/auth/login.ts";
import { logout } from "./routes/auth/logout.ts";
import { me } from "./routes/auth/me.ts";
import { refresh } from "./routes/auth/refresh.ts";
import { register } from "./routes/auth/register.ts";
import { verify } from "./routes/auth/verify.ts";
import { workspace } from "./routes/auth/workspace.ts";
import { wsTicket } from "./routes/auth/ws-ticket.ts";
import { cancelExecution } from "./routes/executions/cancel.ts";
import { listEvents } from "./routes/executions/events.ts";
import { executeWorkflow } from "./routes/executions/execute.ts";
import { getExecution } from "./routes/executions/get.ts";
import { getExecutionGraph } from "./routes/executions/graph.ts";
import { getInstance } from "./routes/executions/instance.ts";
import { listInstances } from "./routes/executions/instances.ts";
import { listExecutions } from "./routes/executions/list.ts";
import { listLogs } from "./routes/executions/logs.ts";
import { pauseExecution } from "./routes/executions/pause.ts";
import { resumeExecution } from "./routes/executions/resume.ts";
import { retryExecution } from "./routes/executions/retry.ts";
import { signalExecution } from "./routes/executions/signal.ts";
import { getValue } from "./routes/executions/value.ts";
import { sendClientLogs } from "./routes/meta/client-logs.ts";
import { getInfo } from "./routes/meta/info.ts";
import { listNodes } from "./routes/meta/nodes.ts";
import { getRequest } from "./routes/requests/get.ts";
import { listRequests } from "./routes/requests/list.ts";
import { respondToRequest } from "./routes/requests/respond.ts";
import { createWorkflow } from "./routes/workflows/create.ts";
import { deleteWorkflow } from "./routes/workflows/delete.ts";
import { saveDraft } from "./routes/workflows/draft.ts";
import { getWorkflow } from "./routes/workflows/get.ts";
import { listWorkflows } from "./routes/workflows/list.ts";
import { patchWorkflow } from "./routes/workflows/patch.ts";
import { publishWorkflow } from "./routes/workflows/publish.ts";
import { putWorkflow } from "./routes/workflows/put.ts";
import { rollbackWorkflow } from "./routes/workflows/rollback.ts";
import { validateWorkflow } from "./routes/workflows/validate.ts";
import { getVersion } from "./routes/workflows/version.ts";
import { listVersions } from "./routes/workflows/versions.ts";

/** Complete: a route of the contract without a handler does not compile. */
export const handlers: Handlers = {
    cancelExecution,
    createWorkflow,
    deleteWorkflow,
    executeWorkflow,
    getExecution,
    getExecutionGraph,
    getInfo,
    getInstance,
    getRequest,
    getValue,
    getVersion,
    getWorkflow,
    listEvents,
    listExecutions,
    listInstances,
    listLogs,
    listNodes,
    listRequests,
    listVersions,
    listWorkflows,
    login,
    logout,
    me,
    patchWorkflow,
    pauseExecution,
    publishWorkflow,
    putWorkflow,
    refresh,
    register,
    respondToRequest,
    resumeExecution,
    retryExecution,
    rollbackWorkflow,
    saveDraft,
    sendClientLogs,
    signalExecution,
    validateWorkflow,
    verify,
    workspace,
    wsTicket
};
