import type { Deps } from "../../deps.ts";
import { AppError, notFound } from "../../errors.ts";
import { isSealed } from "../../data-plane/vault.ts";
import { withWorkspace } from "../../storage/database.ts";
import type { WorkspaceScope } from "../../storage/database.ts";

export interface ValueBytes {
    readonly bytes: Uint8Array;
    /** Null: the whole. */
    readonly range: Range | null;
    readonly total: number;
}

/** The JSON text of a value, or the part of it that a Range header asks for. */
export async function readValue(
    deps: Deps,
    scope: WorkspaceScope,
    { id, sha, range }: { readonly id: string; readonly sha: string; readonly range?: string }
): Promise<ValueBytes> {
    const row = await withWorkspace(deps.pools.app, scope, async (repositories) => {
        const found = await repositories.execution_log.value(id, sha);
        if (found !== null) return found;
        if ((await repositories.executions.get(id)) === null) throw notFound();
        throw new AppError("VALUES_EXPIRED");
    });
    const text = row.body ?? (await deps.data.values.file(row.file ?? ""));
    if (isSealed(text))
        throw new AppError("FORBIDDEN", {
            message: "This value is secret: nobody is shown it.",
            solution: "Read what the workflow made of it, or give the execution another value."
        });
    const whole = Buffer.from(text, "utf8");
    const part = parseRange(range, whole.length);
    return {
        bytes: part === null ? whole : whole.subarray(part.start, part.end + 1),
        range: part,
        total: whole.length
    };
}

interface Range {
    readonly start: number;
    readonly end: number;
}

/** RFC 9110: one range of bytes. Several, backwards, or of another unit: the whole is the answer. */
export function parseRange(header: string | undefined, total: number): Range | null {
    const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.replaceAll(" ", "") ?? "");
    const [, from = "", to = ""] = match ?? [];
    const range = from === "" ? lastBytes(to, total) : bytesFrom(Number(from), to, total);
    if (range === null || range.start < total) return range;
    throw new AppError("RANGE_NOT_SATISFIABLE", {
        message: `The value has ${total} bytes.`,
        headers: { "content-range": `bytes */${total}` }
    });
}

/** `bytes=-500` */
function lastBytes(count: string, total: number): Range | null {
    return count === "" ? null : { start: Math.max(total - Number(count), 0), end: total - 1 };
}

/** `bytes=0-499` or `bytes=500-` */
function bytesFrom(start: number, to: string, total: number): Range | null {
    if (to === "") return { start, end: total - 1 };
    return start > Number(to) ? null : { start, end: Math.min(Number(to), total - 1) };
}
