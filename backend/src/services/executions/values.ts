import type { Deps } from "../../deps.ts";
import { AppError, notFound } from "../../errors.ts";
import { withWorkspace } from "../../storage/database.ts";
import type { WorkspaceScope } from "../../storage/database.ts";

export interface ValueBytes {
    readonly bytes: Uint8Array;
    /** Null: the whole. */
    readonly range: { readonly start: number; readonly end: number } | null;
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
    const whole = Buffer.from(text, "utf8");
    const part = parseRange(range, whole.length);
    return {
        bytes: part === null ? whole : whole.subarray(part.start, part.end + 1),
        range: part,
        total: whole.length
    };
}

/** RFC 9110: one range of bytes. Several, or another unit, are answered with the whole. */
export function parseRange(
    header: string | undefined,
    total: number
): { readonly start: number; readonly end: number } | null {
    const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.replaceAll(" ", "") ?? "");
    const [, from = "", to = ""] = match ?? [];
    if (match === null || (from === "" && to === "")) return null;
    const start = from === "" ? Math.max(total - Number(to), 0) : Number(from);
    const end = from === "" || to === "" ? total - 1 : Math.min(Number(to), total - 1);
    const isBackwards = from !== "" && to !== "" && Number(from) > Number(to);
    // A range that makes no sense is ignored; one that lies outside is refused.
    if (isBackwards) return null;
    if (start >= total || (from === "" && Number(to) === 0))
        throw new AppError("RANGE_NOT_SATISFIABLE", {
            message: `The value has ${total} bytes.`,
            headers: { "content-range": `bytes */${total}` }
        });
    return { start, end };
}
