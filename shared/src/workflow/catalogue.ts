import type { z } from "zod";
import type { Effect, Lane } from "../orchestrator/plan.ts";
import type { Json, JsonObject } from "../orchestrator/values.ts";
import type { InputSchema, ObjectType, ValueType } from "../schema/value-type.ts";

export type Category =
    "trigger" | "ai" | "logic" | "data" | "connect" | "human" | "chart" | "output" | "code";

/**
 * A function of the config, seen from a catalogue that does not know which config: it is only ever
 * called with what the type's own schema has read. (Written as a method so that a list may hold node
 * types of every config.)
 */
type OfConfig<Config, Result> = { of(config: Config): Result }["of"];

export interface Port {
    readonly id: string;
    readonly label: string;
    /** When it is taken, in few words, from the config: `is gold`, `after 2 days`. */
    readonly hint?: string;
}

/**
 * What everybody but the executor has to know of a node type: the form, the palette, `compile`,
 * `GET /nodes`, the docs. `compile` takes a catalogue as an argument, so `shared` never imports nodes.
 */
export interface NodeType<Config = unknown> {
    readonly type: string;
    /** Of the config; saved nodes of an older one go through `upgrade`. */
    readonly version: number;
    readonly category: Category;
    readonly name: string;
    readonly description: string;
    /** Other words people search for. */
    readonly keywords: readonly string[];
    /** Name from the icon set of the frontend. */
    readonly icon: string;
    readonly effect: Effect | OfConfig<Config, Effect>;
    readonly lane: Lane | OfConfig<Config, Lane>;
    /** Reads `data` (without label). Fields are declared with `field` of `form.ts`. */
    readonly config: z.ZodType<Config>;
    /** What a node dropped on the canvas starts with. */
    readonly defaults: { readonly [key: string]: unknown };
    /**
     * A function of the config reads what is there even where the schema has something against it:
     * edges hang on the ports of nodes that are not finished. `error` is added by `defineNode`, except to
     * nodes that never run (note).
     */
    readonly ports: readonly Port[] | OfConfig<Config, readonly Port[]>;
    /** Whether edges may enter: a start node or a note has none. */
    readonly accepts_input: boolean;
    /** Never scheduled: a note. */
    readonly annotation?: boolean;
    /** Holds other nodes. */
    readonly container?: boolean;
    /** Its result is an output of the execution; the name it goes by. */
    readonly execution_output?: { of(config: Config, nodeId: string): string }["of"];
    /** Declares inputs of the execution: their schema. */
    readonly execution_inputs?: OfConfig<Config, InputSchema>;
    readonly timeout_seconds: number | null;
    /** Policies that make no sense for this type. */
    readonly refuses?: readonly ("retry" | "timeout_seconds" | "on_error")[];
    /** One line for the card: `3 rules`, `GET api.x.com`. */
    readonly summary?: OfConfig<Config, string>;
    /** What comes out, given what is known of what goes in. */
    readonly output?: { of(config: Config, context: OutputContext): ValueType }["of"];
    /** Of a container: what its id gives to the nodes inside it. */
    readonly inside?: { of(config: Config, typeOf: OutputContext["typeOf"]): ObjectType }["of"];
    /** Its executor is told what the live edges into it bring (`NodeContext.incoming`). */
    readonly takes_incoming?: boolean;
    /** Checks beyond the schema that need no other node. Field is a path into `data`. */
    readonly check?: OfConfig<Config, readonly ConfigProblem[]>;
    /** Two instances that name the same lock are never open together. */
    readonly locks?: OfConfig<Config, readonly string[]>;
    /**
     * Reads what came back to the open question (or wait for a signal) of a run of this type: the
     * port and output it ends with, or which fields are wrong. Pure: forms and the API share it.
     */
    readonly answer?: (request: JsonObject, answer: AnswerGiven) => AnswerRead;
    readonly upgrade?: (
        data: { readonly [key: string]: unknown },
        from: number
    ) => {
        readonly [key: string]: unknown;
    };
}

export interface OutputContext {
    /** The type a template in this config resolves to. */
    readonly typeOf: (template: Json) => ValueType;
    /** What the edges into the node bring, in the order of the document. */
    readonly incoming: readonly { readonly source: string; readonly type: ValueType }[];
    /** Whether an edge leaves by this port. */
    readonly leaves: (port: string) => boolean;
}

export interface AnswerGiven {
    readonly response: Json;
    /** Of the user or the key. */
    readonly by: string;
    /** Milliseconds. */
    readonly at: number;
}

export type AnswerRead =
    | { readonly ok: true; readonly port: string; readonly output: Json }
    | {
          readonly ok: false;
          readonly problems: readonly { readonly field: string; readonly message: string }[];
      };

export interface ConfigProblem {
    readonly code: string;
    readonly severity: "error" | "warning";
    readonly message: string;
    readonly solution: string;
    readonly field?: string;
}

export interface Catalogue {
    readonly get: (type: string) => NodeType | undefined;
    readonly types: readonly string[];
}
