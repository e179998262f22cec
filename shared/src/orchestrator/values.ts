/** JSON as data. What the core carries is always this, never a class, a function or a date. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
    readonly [key: string]: Json;
}

/**
 * How a fact names data. The core never looks inside: small values travel in the fact, larger ones
 * are named by their content within one execution. A container's list is a value like any other, made
 * when its turns are collected.
 */
export type Value = InlineValue | StoredValue;

/** JSON text of at most 256 bytes whose schema does not call it secret. */
export interface InlineValue {
    readonly json: Json;
}

export interface StoredValue {
    /** `<execution_id>/<sha256>` */
    readonly ref: string;
    readonly bytes: number;
    readonly type: "string" | "number" | "boolean" | "array" | "object" | "null";
    /** Redacted, at most 200 bytes. */
    readonly preview: string;
    /** Shown to nobody, or only without these fields of it. Its `ref` says nothing about its content. */
    readonly secret?: true | readonly string[];
}

export interface NodeError {
    readonly code: string;
    readonly message: string;
    readonly details?: JsonObject;
    readonly is_retryable: boolean;
}

export interface Usage {
    readonly cost_usd?: number;
    readonly tokens?: number;
}
