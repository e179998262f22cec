import type { NodeContext, NodeResult } from "../kit/context.ts";
import { evaluateIn } from "../kit/evaluated.ts";
import { implementNode } from "../kit/executor.ts";
import { definition } from "./definition.ts";
import type { EchoConfig } from "./definition.ts";
import { evaluate } from "./evaluate.ts";

/** Without a delay the answer is there at once: such an echo runs on the host's own thread. */
export default implementNode(definition, (config, context) =>
    (config.delay_ms ?? 0) > 0 ? delayed(config, context) : evaluateIn(evaluate, config, context)
);

async function delayed(config: EchoConfig, context: NodeContext): Promise<NodeResult> {
    await context.sleep(config.delay_ms ?? 0);
    return evaluateIn(evaluate, config, context);
}
