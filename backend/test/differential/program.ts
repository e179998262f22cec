import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";

/**
 * A workflow as the generator thinks of it: expressions and nodes as data, before they become the
 * templates and the config that users write. The interpreter reads this and never a template.
 */
export type Expr =
    | { readonly kind: "const"; readonly value: Json }
    | {
          readonly kind: "ref";
          readonly node: string;
          readonly path: readonly string[];
          readonly fallback?: Json;
      }
    /** `.error.code`, "fine" where there is none. */
    | { readonly kind: "error"; readonly node: string }
    | { readonly kind: "loop"; readonly node: string; readonly what: "index" | "item" }
    | { readonly kind: "var"; readonly name: string; readonly fallback: Json }
    | { readonly kind: "object"; readonly fields: readonly (readonly [string, Expr])[] }
    | { readonly kind: "text"; readonly before: string; readonly value: Expr };

export type Body =
    | { readonly kind: "echo"; readonly value: Expr; readonly delay: number }
    /** Fails `times` times; with enough attempts it then succeeds. */
    | {
          readonly kind: "flaky";
          readonly value: Expr;
          readonly times: number;
          readonly attempts: number;
          readonly retryable: boolean;
          readonly code: string;
      }
    | { readonly kind: "fail"; readonly code: string }
    | { readonly kind: "conditional"; readonly left: Expr; readonly right: Json }
    | {
          readonly kind: "switch";
          readonly mode: "first" | "all";
          readonly value: Expr;
          readonly cases: readonly { readonly id: string; readonly equals: Json }[];
      }
    | { readonly kind: "merge"; readonly mode: "first" | "object" | "list" }
    | {
          readonly kind: "variable";
          readonly operation: "set" | "append" | "increment";
          readonly name: string;
          readonly value: Expr;
      }
    | { readonly kind: "wait"; readonly seconds: number }
    | { readonly kind: "ask" }
    | { readonly kind: "call"; readonly breaks: boolean; readonly value: Expr }
    | { readonly kind: "loop"; readonly loop: Loop; readonly scope: Scope };

export type Loop = {
    readonly collect: boolean;
    readonly concurrency: number;
} & (
    | { readonly mode: "each"; readonly items: readonly Json[] }
    | { readonly mode: "times" | "while" | "until"; readonly count: number }
);

export interface Node {
    readonly id: string;
    readonly body: Body;
    readonly on_error: "fail" | "continue" | "branch";
    /** 0: all. */
    readonly join: number;
    readonly ins: readonly Edge[];
}

export interface Edge {
    readonly source: string;
    readonly port: string;
}

/** Nodes in an order in which sources come first. */
export interface Scope {
    readonly nodes: readonly Node[];
}

export interface Program {
    readonly scope: Scope;
    readonly outputs: readonly {
        readonly id: string;
        readonly value: Expr;
        readonly after: string;
    }[];
    readonly inputs: { readonly [name: string]: Json };
}

export function portsOf({ body, on_error }: Pick<Node, "body" | "on_error">): readonly string[] {
    const error = on_error === "branch" ? ["error"] : [];
    switch (body.kind) {
        case "conditional":
            return ["true", "false", ...error];
        case "switch":
            return [...body.cases.map(({ id }) => id), "default", ...error];
        case "ask":
            return ["approved", "rejected", ...error];
        case "fail":
            return error;
        default:
            return ["out", ...error];
    }
}

/** What a human says to the question of an instance, and everything else that looks random. */
export function hash(text: string): number {
    let h = 2166136261;
    for (let at = 0; at < text.length; at += 1) {
        h = Math.imul(h ^ text.charCodeAt(at), 16777619) >>> 0;
    }
    return (h ^ (h >>> 13)) >>> 0;
}

export function approves(instance: string): boolean {
    return hash(instance) % 2 === 0;
}
