import { join } from "../../schema/join.ts";
import { ANY } from "../../schema/value-type.ts";
import type { ObjectType, ValueType } from "../../schema/value-type.ts";
import { RESERVED_IDS } from "../document.ts";

/** The roots of references that are no nodes (`nodes.md` 2). */

const TEXT: ValueType = { type: "string" };

export const EXECUTION_TYPE: ObjectType = {
    type: "object",
    properties: {
        id: TEXT,
        started_at: TEXT,
        trigger: TEXT,
        workflow_id: TEXT,
        workflow_name: TEXT,
        version: join([{ type: "integer" }, { type: "null" }])
    }
};

export const ERROR_TYPE: ObjectType = {
    type: "object",
    properties: { code: TEXT, message: TEXT, details: { type: "object" } }
};

/** What a container offers to the nodes inside it. */
export const CONTAINER_TYPE: ObjectType = {
    type: "object",
    properties: {
        index: { type: "integer" },
        count: join([{ type: "integer" }, { type: "null" }]),
        item: ANY,
        last: ANY
    },
    optional: ["item"]
};

/** Names that look like roots and are none: there is no way to the environment or to secrets. */
export function isForbiddenRoot(root: string): boolean {
    return RESERVED_IDS.has(root) && !["inputs", "vars", "execution"].includes(root);
}
