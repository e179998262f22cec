import { implementNode } from "../kit/executor.ts";
import { definition } from "./definition.ts";

/** The host starts it, once however often it is asked, and refuses what is too deep. */
export default implementNode(definition, ({ workflow_id, version, inputs, wait }) => ({
    kind: "child",
    workflow_id,
    ...(version === undefined ? {} : { version }),
    input: inputs,
    detached: !wait
}));
