import { validateWorkflow as validate } from "../../../services/workflows/validate.ts";
import type { Handlers } from "../../handler.ts";

export const validateWorkflow: Handlers["validateWorkflow"] = async ({ body }, deps) => {
    const { problems, nodes } = await validate(deps, body.definition);
    return { data: { problems: [...problems], nodes: { ...nodes } } };
};
