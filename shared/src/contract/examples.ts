import { controlExamples, requestExamples } from "./examples/outside.ts";
import type { RawBodyOf, RawResponseOf } from "./route.ts";
import type { RouteName, Routes } from "./routes.ts";

/** What a call looks like, for the documentation. A test holds each against its schema. */
export type Examples = ExamplesOf<RouteName>;

export type ExamplesOf<Name extends RouteName> = {
    readonly [K in Name]: {
        readonly params?: { readonly [name: string]: string };
        readonly query?: { readonly [name: string]: string };
        readonly body?: RawBodyOf<Routes[K]>;
        readonly data: RawResponseOf<Routes[K]>;
    };
};

const WORKFLOW = "0190f3a2-7c1e-7d5b-9a54-3f0c2b1d8e6f";
const EXECUTION = "0190f3a9-11d2-7b0c-8f3e-6a5b4c3d2e1f";
const AT = "2026-01-31T09:30:00.000Z";
const LATER = "2026-01-31T09:30:00.412Z";
const SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

const user = {
    id: "0190f39e-4b1a-7c2d-8e9f-0a1b2c3d4e5f",
    email: "mira@example.com",
    name: "Mira"
};
const author = { id: user.id, name: user.name };
const workspace = {
    id: "0190f39e-4b1b-7a5c-9d8e-1f2a3b4c5d6e",
    name: "Mira’s workspace",
    role: "owner"
} as const;
const session = { token: "eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9.…", expires_in: 900, workspace };

const definition = {
    nodes: {
        ask: {
            id: "ask",
            type: "input",
            position: { x: 100, y: 100 },
            data: {
                label: "Customer message",
                schema: { message: { type: "string", required: true } }
            }
        },
        answer: {
            id: "answer",
            type: "output",
            position: { x: 400, y: 100 },
            data: { label: "Answer", output: "You wrote: ${ask.output.message}" }
        }
    },
    edges: [{ id: "edge-1", source: "ask", target: "answer" }]
};

const problem = {
    code: "UNRESOLVED_REFERENCE",
    severity: "error",
    message: "The output of Answer reads ${asked.output.message}, but there is no node asked.",
    solution: "Use ${ask.output.message}.",
    node_id: "answer",
    field: "data.output"
} as const;

const head = { id: WORKFLOW, name: "Reply to customers", description: null, tags: ["support"] };
const saved = { id: WORKFLOW, version: 3, revision: 17, updated_at: AT, problems: [] };
const version = { version: 3, note: "Friendlier", created_by: author, created_at: AT };
const paged = { page: 1, limit: 20, total: 1, pages: 1, next_cursor: null };

const summary = {
    id: EXECUTION,
    execution_id: EXECUTION,
    workflow_id: WORKFLOW,
    workflow_name: "Reply to customers",
    version: 3,
    number: 41,
    trigger: "api",
    status: "completed",
    created_at: AT,
    started_at: AT,
    completed_at: LATER,
    duration_ms: 412
} as const;
const instance = {
    instance: "answer",
    node_id: "answer",
    status: "completed",
    port: "out",
    attempts: 1,
    output: "You wrote: hello",
    started_at: AT,
    ended_at: LATER,
    duration_ms: 2
} as const;
const log = {
    id: "12",
    execution_id: EXECUTION,
    node_id: "answer",
    level: "info",
    message: "Answer completed.",
    metadata: {},
    created_at: LATER
} as const;

export const EXAMPLES: Examples = {
    listNodes: {
        data: {
            nodes: [
                {
                    type: "echo",
                    category: "logic",
                    name: "Echo",
                    description: "Passes a value on.",
                    keywords: ["test", "debug"],
                    icon: "repeat",
                    version: 1,
                    effect: "pure",
                    inputs: [{ id: "in", label: "In" }],
                    outputs: [{ id: "out", label: "Out" }],
                    config_schema: { type: "object", properties: { value: {} } },
                    form: [{ name: "value", title: "Value", widget: "json-template" }]
                }
            ]
        }
    },
    getInfo: {
        data: {
            name: "FlowMaestro",
            version: "0.1.0",
            environment: "production",
            engine: "embedded"
        }
    },
    sendClientLogs: {
        body: {
            session_id: "b7f1c0de",
            logs: [{ level: "error", message: "The socket closed.", timestamp: AT }]
        },
        data: { accepted: 1 }
    },
    register: {
        body: { email: user.email, password: "correct horse battery", name: user.name },
        data: { user: { ...user, created_at: AT }, ...session }
    },
    login: {
        body: { email: user.email, password: "correct horse battery" },
        data: { user, ...session }
    },
    verify: {
        body: { token: session.token },
        data: { valid: true, user: { id: user.id, email: user.email } }
    },
    me: { data: { user: { ...user, created_at: AT }, workspace, workspaces: [workspace] } },
    refresh: { data: { user, ...session } },
    logout: { data: { logged_out: true } },
    workspace: { body: { workspace_id: workspace.id }, data: session },
    wsTicket: { data: { ticket: "rzk7mJe0NdVToAspnrOhCTL0XSEUgQt5g9yXy48YWBc", expires_in: 60 } },
    listWorkflows: {
        query: { limit: "20", sort: "updated_at", search: "reply" },
        data: {
            workflows: [
                {
                    ...head,
                    version: 3,
                    is_live: true,
                    revision: 17,
                    has_draft_changes: false,
                    created_at: AT,
                    updated_at: AT,
                    updated_by: author,
                    last_execution: {
                        id: EXECUTION,
                        status: "completed",
                        started_at: AT,
                        duration_ms: 412
                    },
                    recent_executions: [{ status: "completed", duration_ms: 412 }],
                    outline: {
                        nodes: [
                            { id: "ask", type: "input", x: 100, y: 100 },
                            { id: "answer", type: "output", x: 400, y: 100 }
                        ],
                        edges: [{ source: "ask", target: "answer" }]
                    }
                }
            ],
            pagination: paged
        }
    },
    createWorkflow: {
        body: { name: head.name, tags: head.tags, definition },
        data: {
            ...saved,
            version: 1,
            revision: 1,
            name: head.name,
            description: null,
            created_at: AT
        }
    },
    getWorkflow: {
        params: { id: WORKFLOW },
        data: {
            ...head,
            definition,
            version: 3,
            is_live: true,
            revision: 17,
            has_draft_changes: false,
            problems: [],
            created_at: AT,
            updated_at: AT,
            updated_by: author
        }
    },
    putWorkflow: { params: { id: WORKFLOW }, body: { definition }, data: saved },
    patchWorkflow: { params: { id: WORKFLOW }, body: { name: "Reply kindly" }, data: saved },
    saveDraft: {
        params: { id: WORKFLOW },
        body: { definition },
        data: {
            id: WORKFLOW,
            revision: 17,
            has_draft_changes: true,
            updated_at: AT,
            problems: [problem]
        }
    },
    publishWorkflow: {
        params: { id: WORKFLOW },
        body: { note: "Friendlier" },
        data: { id: WORKFLOW, version: 3, revision: 17, problems: [] }
    },
    deleteWorkflow: { params: { id: WORKFLOW }, data: { deleted: true } },
    listVersions: {
        params: { id: WORKFLOW },
        data: { versions: [version], pagination: paged }
    },
    getVersion: { params: { id: WORKFLOW, version: "3" }, data: { ...version, definition } },
    rollbackWorkflow: {
        params: { id: WORKFLOW, version: "3" },
        data: { id: WORKFLOW, version: 8, revision: 24 }
    },
    validateWorkflow: {
        body: { definition },
        data: {
            problems: [problem],
            nodes: {
                ask: {
                    input_schema: { type: "any" },
                    output_schema: { type: "object", properties: { message: { type: "string" } } }
                }
            }
        }
    },
    executeWorkflow: {
        body: { workflow_id: WORKFLOW, inputs: { message: "hello" } },
        data: {
            id: EXECUTION,
            execution_id: EXECUTION,
            workflow_id: WORKFLOW,
            status: "running",
            started_at: AT
        }
    },
    listExecutions: {
        query: { workflow_id: WORKFLOW, status: "running,failed" },
        data: { executions: [summary], pagination: paged }
    },
    getExecution: {
        params: { id: EXECUTION },
        data: {
            ...summary,
            inputs: { message: "hello" },
            outputs: { answer: "You wrote: hello" },
            current_state: {
                instances: {
                    ask: { node_id: "ask", status: "completed", started_at: AT, ended_at: AT },
                    answer: {
                        node_id: "answer",
                        status: "completed",
                        started_at: AT,
                        ended_at: LATER
                    }
                },
                waiting: []
            },
            last_seq: 6,
            parent_execution_id: null,
            caller: null,
            children: [],
            reruns: [],
            engine: "embedded"
        }
    },
    getExecutionGraph: {
        params: { id: EXECUTION },
        data: {
            workflow_id: WORKFLOW,
            workflow_name: summary.workflow_name,
            workflow_deleted: false,
            version: 3,
            definition,
            plan: { format: 1, nodes: [], edges: [], scopes: [], outputs: [], settings: {} }
        }
    },
    listLogs: {
        params: { id: EXECUTION },
        query: { level: "error" },
        data: { logs: [log], pagination: { limit: 20, next_cursor: null } }
    },
    listEvents: {
        params: { id: EXECUTION },
        query: { after_seq: "4" },
        data: {
            events: [
                {
                    type: "node:completed",
                    seq: 5,
                    timestamp: LATER,
                    execution_id: EXECUTION,
                    node_id: "answer",
                    instance: "answer",
                    output: "You wrote: hello",
                    data: { output: "You wrote: hello", duration_ms: 2 }
                }
            ],
            next_seq: 5
        }
    },
    listInstances: {
        params: { id: EXECUTION },
        query: { status: "failed" },
        data: { instances: [instance], pagination: paged }
    },
    getInstance: {
        params: { id: EXECUTION, instance: "answer" },
        data: {
            ...instance,
            input: { output: "You wrote: hello" },
            attempt_list: [
                {
                    attempt: 1,
                    status: "completed",
                    started_at: AT,
                    ended_at: LATER,
                    next_at: null,
                    error: null
                }
            ],
            logs: [log]
        }
    },
    getValue: { params: { id: EXECUTION, sha: SHA }, data: { message: "a long text" } },
    ...controlExamples,
    ...requestExamples
};
