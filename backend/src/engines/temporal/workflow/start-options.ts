import {
    defineSearchAttributeKey,
    SearchAttributeType,
    WorkflowIdReusePolicy
} from "@temporalio/common";
import type { SearchAttributePair, SearchAttributeUpdatePair } from "@temporalio/common";
import type { About, SearchStatus } from "./protocol.ts";

/** What an operator filters by in Temporal UI. All keywords. */
export const ATTRIBUTES = [
    "FmWorkspace",
    "FmWorkflow",
    "FmVersion",
    "FmStatus",
    "FmTrigger",
    "FmNode"
] as const;

export type Attribute = (typeof ATTRIBUTES)[number];

export function attribute(name: Attribute, value: string): SearchAttributePair;
export function attribute(name: Attribute, value: string | null): SearchAttributeUpdatePair;
/** Null takes it away. */
export function attribute(name: Attribute, value: string | null): SearchAttributeUpdatePair {
    return { key: defineSearchAttributeKey(name, SearchAttributeType.KEYWORD), value };
}

/** Beyond the execution's own deadline: a net for what went wrong with it, never what ends it. */
const NET_MS = 10 * 60_000;
/** A worker that died in the middle of a task is given up after this. */
const TASK_MS = 3_000;
/** Of the server: summaries up to 400 bytes. */
const SUMMARY_CHARACTERS = 120;

/** How the workflow of an execution is started, by a client or by the workflow that calls it. */
export function startOptions(about: About) {
    const { execution_id, workflow_name, trigger, timeout_ms } = about;
    const running: SearchStatus = "running";
    return {
        workflowId: execution_id,
        workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
        workflowTaskTimeout: TASK_MS,
        workflowExecutionTimeout: timeout_ms + NET_MS,
        typedSearchAttributes: [
            attribute("FmWorkspace", about.workspace_id),
            attribute("FmWorkflow", workflow_name),
            attribute("FmVersion", versionOf(about)),
            attribute("FmStatus", running),
            attribute("FmTrigger", trigger)
        ],
        staticSummary: cut(`${workflow_name} · ${trigger}`),
        staticDetails: detailsOf(about)
    };
}

function versionOf({ version }: About): string {
    return version === null ? "draft" : String(version);
}

function detailsOf(about: About): string {
    const { app_url, execution_id, workflow_id } = about;
    return [
        `**${escaped(about.workflow_name)}**, ${about.version === null ? "draft" : `version ${versionOf(about)}`}, started by ${escaped(about.trigger)}`,
        "",
        `- [This execution](${app_url}/executions/${execution_id})`,
        `- [Its workflow](${app_url}/workflows/${workflow_id})`,
        workspaceLine(about)
    ].join("\n");
}

function workspaceLine({ workspace_id, workspace_name }: About): string {
    const name = workspace_name === undefined ? "" : ` **${escaped(workspace_name)}**`;
    return `- Workspace${name} \`${workspace_id}\``;
}

export function cut(text: string): string {
    return text.length <= SUMMARY_CHARACTERS ? text : `${text.slice(0, SUMMARY_CHARACTERS - 1)}…`;
}

/** A name is text, whatever is in it. */
export function escaped(text: string): string {
    return text.replace(/[\\`*_{}[\]<>()#+!|]/g, "\\$&");
}
