import { AppError } from "../../errors.ts";
import type { WorkflowHead } from "../../storage/repositories/workflow.repository.ts";

/** The revision a change was made on; `any` for one that is to be written whatever stands there. */
export type Expected = number | "any";

const ENTITY_TAG = /^(?:W\/)?"rev-(\d{1,9})"$/;

/** Undefined without the header. A proxy that compresses makes an ETag weak; that changes nothing here. */
export function readIfMatch(header: string | undefined): Expected | undefined {
    if (header === undefined) return undefined;
    const value = header.trim();
    if (value === "*") return "any";
    const revision = ENTITY_TAG.exec(value)?.[1];
    if (revision === undefined)
        throw new AppError("INVALID_HEADER", {
            message: `If-Match is not of the form "rev-17".`,
            solution: "Send the ETag of the workflow as you read it, quotes included."
        });
    return Number(revision);
}

export function etagOf({ revision }: { readonly revision: number }): string {
    return `"rev-${revision}"`;
}

export function assertRevision(current: WorkflowHead, expected: Expected | undefined): void {
    if (expected === undefined || expected === "any" || expected === current.revision) return;
    const who = current.updated_by_name ?? "Somebody";
    throw new AppError("REVISION_CONFLICT", {
        message: `${who} saved revision ${current.revision} of this workflow; your change was made on revision ${expected}.`,
        details: {
            current_revision: current.revision,
            your_revision: expected,
            updated_by: authorOf(current.updated_by, current.updated_by_name),
            updated_at: current.updated_at.toISOString()
        },
        headers: { etag: etagOf(current) }
    });
}

/** Null where the person is gone from the workspace. */
export function authorOf(
    id: string | null,
    name: string | null
): { readonly id: string; readonly name: string } | null {
    return id === null || name === null ? null : { id, name };
}

/** An autosave that does not say what it was made on would silently undo somebody's work. */
export function preconditionRequired(): AppError {
    return new AppError("PRECONDITION_REQUIRED");
}
