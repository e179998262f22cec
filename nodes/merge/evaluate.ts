import { done } from "../kit/context.ts";
import type { Evaluate } from "../kit/evaluate.ts";
import type { MergeConfig } from "./definition.ts";

/** `incoming` is in the order of the document: who arrived first never counts. */
export const evaluate: Evaluate<MergeConfig> = ({ mode }, { incoming }) => {
    switch (mode) {
        case "first":
            return done(incoming[0]?.output ?? null);
        case "list":
            return done(incoming.map(({ output }) => output));
        case "object":
            return done(Object.fromEntries(incoming.map(({ source, output }) => [source, output])));
    }
};
