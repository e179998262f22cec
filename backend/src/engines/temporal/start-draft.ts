import type { Values } from "../../data-plane/values.ts";
import { AppError } from "../../errors.ts";
import type { StartRequest } from "../engine.ts";
import { emptyDraft } from "../hosting/draft.ts";
import type { Draft } from "../hosting/draft.ts";
import { sealingOf } from "../hosting/sealing.ts";

/** An execution that is accepted and has not begun: its row says pending, and holds its inputs. */
export async function startDraft(
    values: Values,
    request: StartRequest,
    accepted_at: number
): Promise<Draft> {
    const { plan: _named, inputs, is_wanted: _asked, ...rest } = request;
    const { execution_id, workspace_id } = request;
    const encoded = await values.encode(execution_id, inputs, sealingOf(request));
    if (!encoded.ok) throw new AppError("INVALID_INPUTS", { message: encoded.message });
    const draft = emptyDraft({ id: execution_id, workspace_id }, 1);
    draft.start = {
        request: rest,
        inputs: encoded.value,
        started_at: accepted_at,
        engine: "temporal",
        owner: null,
        number: null
    };
    draft.status = {
        status: "pending",
        last_seq: 0,
        outputs: null,
        error: null,
        completed_at: null,
        wake_at: null
    };
    if (encoded.row !== null) {
        draft.values.push(encoded.row);
        draft.bytes += encoded.row.bytes;
    }
    return draft;
}
