import { setImmediate } from "node:timers/promises";
import { parseDefinition } from "@flowmaestro/shared/workflow/definition.ts";
import type { WorkflowDefinition } from "@flowmaestro/shared/workflow/document.ts";
import type { Problem } from "@flowmaestro/shared/workflow/problem.ts";
import type { Deps } from "../../deps.ts";
import { AppError } from "../../errors.ts";
import { sha256 } from "../../platform/hash.ts";

type DefinitionDeps = Pick<Deps, "catalogue" | "env">;

/** Any JSON as a definition; what is not a graph is refused with the codes of the document. */
export async function readDefinition(
    { catalogue, env }: DefinitionDeps,
    input: unknown,
    known?: WorkflowDefinition
): Promise<WorkflowDefinition> {
    await breathe();
    const parsed = parseDefinition(input, { catalogue, maxNodes: env.max_nodes, known });
    if (parsed.ok) return parsed.definition;
    const { code, message, solution, details, field_errors } = parsed.refusal;
    throw new AppError(code, {
        message,
        solution,
        details: { ...details, ...(field_errors === undefined ? {} : { field_errors }) }
    });
}

/** A large document takes some 30 ms a step: others get their turn between two of them. */
export async function breathe(): Promise<void> {
    await setImmediate();
}

/** By its text: the order of keys is the author's, and shows in what templates write. */
export function hashDefinition(definition: WorkflowDefinition): {
    readonly hash: string;
    readonly text: string;
} {
    const text = JSON.stringify(definition);
    return { hash: sha256(text), text };
}

export function notExecutable(problems: readonly Problem[]): AppError {
    const errors = problems.filter(({ severity }) => severity === "error");
    const [first] = errors;
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
    return new AppError("WORKFLOW_NOT_EXECUTABLE", {
        message:
            first === undefined
                ? "The workflow has nothing to execute."
                : `The workflow cannot be executed: ${first.message}${more}`,
        details: { problems }
    });
}
