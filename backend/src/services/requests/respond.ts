import type { AnswerRead } from "@flowmaestro/shared/workflow/catalogue.ts";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import { indexOf } from "@flowmaestro/shared/orchestrator/plan-index.ts";
import type { Sealing } from "../../data-plane/secrecy.ts";
import type { Deps } from "../../deps.ts";
import { AppError, invalid, notFound } from "../../errors.ts";
import { withWorkspace } from "../../storage/database.ts";
import type { WorkspaceScope } from "../../storage/database.ts";
import type { RequestRow } from "../../storage/repositories/request.repository.ts";
import { keepValue } from "../executions/keep-value.ts";
import { loadPlan } from "../executions/read.ts";
import { askedOf, findRequest } from "./read.ts";

export interface Response {
    readonly request_id: string;
    readonly response: Json;
    /** Of this answer: the same on every try under one idempotency key. */
    readonly answer_id: string;
    /** It may have been sent before, and have won. */
    readonly is_repeatable?: boolean;
}

export interface Responded {
    readonly request_id: string;
    readonly execution_id: string;
    readonly instance: string;
    /** False: it is stored and will be looked at; nobody knows yet whether it wins. */
    readonly accepted: boolean;
}

/**
 * The first answer wins, and only what is told here as accepted is what the execution goes on with:
 * the outcome stands in the batch that holds the answer's fact. An answer that does not fit changes
 * nothing.
 */
export async function respond(
    deps: Deps,
    caller: WorkspaceScope,
    { request_id, response, answer_id, is_repeatable }: Response
): Promise<Responded> {
    const row = await findRequest(deps, caller, request_id);
    if (row.status !== "open" && is_repeatable !== true) throw tooLate(deps, row);
    const by = caller.user_id ?? "system";
    const { port, output, isSecret } = await readAnswer(deps, caller, { row, response, by });
    const sealing = isSecret ? SECRET_RESPONSE : undefined;
    const kept = await keepValue(deps, caller, row.execution_id, output, sealing);
    const outcome = await deps.engine.signal({
        execution_id: row.execution_id,
        workspace_id: caller.workspace_id,
        dedupe_key: `answer:${answer_id}`,
        signal: {
            kind: "answer",
            id: row.instance,
            answer: { port, output: kept, by }
        }
    });
    const { execution_id, instance } = row;
    const answered = { request_id, execution_id, instance };
    if (outcome.kind === "accepted") return { ...answered, accepted: true };
    if (outcome.kind === "pending") return { ...answered, accepted: false };
    throw tooLate(deps, await findRequest(deps, caller, request_id));
}

/** Who won, or what else became of the question. */
export function tooLate(deps: Deps, row: RequestRow): AppError {
    const at = row.closed_at?.toISOString() ?? new Date(deps.clock.now()).toISOString();
    if (row.status === "answered")
        return new AppError("ALREADY_ANSWERED", {
            message: `This question was answered already, at ${at}.`,
            details: { answered_by: row.answered_by, answered_at: at, request_id: row.id }
        });
    const { status } = row;
    const words = closedWords(status, at);
    return new AppError("REQUEST_NOT_OPEN", {
        ...words,
        details: { status, request_id: row.id, ...(words === null ? {} : { closed_at: at }) }
    });
}

/** Nobody answered, and nobody can any more. */
function closedWords(status: string, at: string) {
    const solution = "Nothing to do here; run it again from this node to be asked once more.";
    switch (status) {
        case "timed_out":
            return { message: `The time to answer this question was up at ${at}.`, solution };
        case "cancelled":
            return {
                message: `This question was withdrawn at ${at}: what asked it was stopped.`,
                solution
            };
        default:
            return null;
    }
}

/** Who answered, and when, is no secret. */
const SECRET_RESPONSE: Sealing = { applies: () => true, mark: ["response"] };

/** The node's own definition says what fits, the same as the form does. */
async function readAnswer(
    deps: Deps,
    caller: WorkspaceScope,
    given: { readonly row: RequestRow; readonly response: Json; readonly by: string }
): Promise<Extract<AnswerRead, { ok: true }> & { readonly isSecret: boolean }> {
    const { row, response, by } = given;
    const plan =
        deps.data.plans.get(row.plan_hash) ??
        (await withWorkspace(deps.pools.app, caller, (repositories) =>
            loadPlan(deps, repositories, row.plan_hash)
        ));
    const node = plan.nodes[indexOf(plan).byId(row.node_id) ?? -1];
    const answer = deps.catalogue.get(node?.type ?? "")?.answer;
    if (answer === undefined) throw notFound();
    const asked = await askedOf(deps, row.request);
    const read = answer(asked, { response, by, at: deps.clock.now() });
    if (read.ok) return { ...read, isSecret: node?.secret?.output === true };
    if (row.status !== "open") throw tooLate(deps, row);
    throw invalid(read.problems);
}
