import { implementNode } from "../kit/executor.ts";
import { operate } from "./operate.ts";
import { definition } from "./definition.ts";

/** Small variables are at hand, so that the answer is there at once; large ones are fetched. */
export default implementNode(definition, (config, { variable }) => {
    const current = variable(config.name);
    return current instanceof Promise
        ? current.then((value) => operate(config, value))
        : operate(config, current);
});
