import type { ValueType } from "@flowmaestro/shared/schema/value-type.ts";
import type { Problem } from "@flowmaestro/shared/workflow/problem.ts";
import type { Deps } from "../../deps.ts";
import { breathe, readDefinition } from "./definition.ts";

interface Validated {
    readonly problems: readonly Problem[];
    readonly nodes: {
        readonly [id: string]: {
            readonly input_schema: ValueType;
            readonly output_schema: ValueType;
        };
    };
}

/** Stores and runs nothing. */
export async function validateWorkflow(deps: Deps, input: unknown): Promise<Validated> {
    const definition = await readDefinition(deps, input);
    await breathe();
    const { problems, types: nodes } = await deps.compiler.compile(definition);
    return { problems, nodes };
}
