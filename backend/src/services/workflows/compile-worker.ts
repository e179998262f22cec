import { parentPort } from "node:worker_threads";
import { catalogue } from "@flowmaestro/nodes/catalogue.gen.ts";
import { compile } from "@flowmaestro/shared/workflow/compile.ts";
import type { CompileAnswer, CompileRequest } from "./compiler.ts";

/** A thread of its own for large documents: `compiler.ts` says when. */
parentPort?.on("message", ({ id, definition }: CompileRequest) => {
    const { plan, problems, types } = compile(definition, catalogue);
    const answer: CompileAnswer = {
        id,
        plan: plan === null ? null : JSON.stringify(plan),
        problems,
        types
    };
    parentPort?.postMessage(answer);
});
