import { readValue } from "../../../services/executions/values.ts";
import type { Handlers } from "../../handler.ts";

export const getValue: Handlers["getValue"] = async ({ auth, params, headers }, deps) => {
    const { bytes, range, total } = await readValue(deps, auth, {
        ...params,
        range: headers.range
    });
    const partial =
        range === null
            ? { status: 200, type: "application/json; charset=utf-8", headers: {} }
            : {
                  status: 206,
                  // A piece of JSON text is not JSON.
                  type: "application/octet-stream",
                  headers: { "content-range": `bytes ${range.start}-${range.end}/${total}` }
              };
    return {
        status: partial.status,
        bytes,
        content_type: partial.type,
        headers: {
            "accept-ranges": "bytes",
            // Named by its content: it never changes.
            "cache-control": "private, max-age=86400, immutable",
            ...partial.headers
        }
    };
};
