import { branchesOf } from "../../schema/join.ts";
import { isObject } from "../../schema/json.ts";
import { keysAt, typeAt } from "../../schema/type-at.ts";
import type { TypeAt } from "../../schema/type-at.ts";
import type { ValueType } from "../../schema/value-type.ts";
import { asksForPresence } from "../conditions/resolve.ts";
import { valueAt } from "../config/issue-text.ts";
import { fieldAt, filledFields, languageOf } from "../config/fields.ts";
import { formOf } from "../form.ts";
import type { Problem } from "../problem.ts";
import { printPath } from "../templates/grammar.ts";
import { nearest } from "../templates/nearest.ts";
import { referencesOf, templates } from "../templates/references.ts";
import type { FoundReference } from "../templates/references.ts";
import type { Analysis } from "./analysis.ts";
import { enclosing, errorPolicyOf } from "./graph.ts";
import type { GraphNode } from "./graph.ts";
import { called, listed, problem } from "./problems.ts";
import type { Finding } from "./problems.ts";
import { isForbiddenRoot } from "./roots.ts";

const found = new WeakMap<GraphNode, readonly FoundReference[]>();

/** Every reference a node's config reads when it runs, in fields that may hold some. */
export function referencesIn(node: GraphNode): readonly FoundReference[] {
    let list = found.get(node);
    if (list === undefined) {
        list = findReferences(node);
        found.set(node, list);
    }
    return list;
}

function findReferences(node: GraphNode): FoundReference[] {
    if (node.type === undefined) return [];
    return filledFields(formOf(node.type), node.data, ["data"]).flatMap((filled) => {
        const language = languageOf(filled.field);
        if (language === "literal") return [];
        const here = templates(filled.value, filled.path).flatMap(referencesOf);
        if (language === "template") return here;
        return here.map((reference) =>
            isAskedFor(node, reference) ? { ...reference, guarded: true } : reference
        );
    });
}

/** The left side of `exists` may lead nowhere: that is the question. */
function isAskedFor(node: GraphNode, { field }: FoundReference): boolean {
    if (field.at(-1) !== "left") return false;
    const rule = valueAt({ data: node.data }, field.slice(0, -1));
    return isObject(rule) && asksForPresence(rule);
}

export function checkReferences(node: GraphNode, analysis: Analysis): Problem[] {
    const { type } = node;
    if (type === undefined) return [];
    const form = formOf(type);
    return referencesIn(node).flatMap((reference) => {
        const isPrompt = fieldAt(form, reference.field.slice(1))?.prompt === true;
        const finding =
            check({ node, reference, analysis }) ??
            (isPrompt ? secretFinding(node, reference, analysis) : null);
        return finding === null ? [] : [problem({ node, field: reference.field, ...finding })];
    });
}

interface Question {
    readonly node: GraphNode;
    readonly reference: FoundReference;
    readonly analysis: Analysis;
}

function check(question: Question): Finding | null {
    const { node, reference, analysis } = question;
    const { root } = reference;
    const { graph } = analysis;
    if (root === "vars") return null;
    if (root === "inputs") return checkInputs(question);
    if (root === "execution") return checkPath(question, analysis.types.rootOf(node.id, root));
    if (root === node.id && isAskedPerTurn(question)) return checkContainer(question);
    if (root === node.id) {
        return refusal(question, "REFERENCE_NOT_UPSTREAM", "a node cannot read its own output", {
            solution: "Refer to a node before it."
        });
    }
    if (enclosing(graph, node.id).includes(root)) return checkContainer(question);
    const alias = graph.disabled.get(root);
    if (alias === null) return checkDisabled(question);
    const source = graph.nodes.get(alias ?? root);
    if (source === undefined) return unknownRoot(question);
    return checkNode(question, source);
}

/** The condition of a loop is about its own turns. */
function isAskedPerTurn({ node, reference }: Question): boolean {
    if (node.type?.container !== true) return false;
    return fieldAt(formOf(node.type), reference.field.slice(1))?.per_turn === true;
}

function unknownRoot(question: Question): Finding {
    const { root } = question.reference;
    const { graph } = question.analysis;
    if (graph.annotations.has(root)) {
        return refusal(question, "UNKNOWN_REFERENCE", "a note has no output", {
            solution: "Refer to a node that runs."
        });
    }
    if (isForbiddenRoot(root)) {
        return refusal(question, "UNKNOWN_REFERENCE", `there is no ${root} in references`, {
            solution: "Roots are node ids, inputs, vars and execution."
        });
    }
    const meant = nearest(root, [...graph.nodes.keys(), "inputs", "vars", "execution"]);
    return refusal(question, "UNKNOWN_REFERENCE", `there is no node "${root}"`, {
        solution:
            meant === undefined
                ? "Refer to the id of a node, or to inputs, vars or execution."
                : `Did you mean ${meant}?`
    });
}

/** Its edges are dead: whoever waits for it never runs, whoever else reads it finds nothing. */
function checkDisabled(question: Question): Finding | null {
    if (question.reference.guarded) return null;
    return missing(question, `"${question.reference.root}" is disabled`);
}

function checkContainer(question: Question): Finding | null {
    const { reference, analysis, node } = question;
    const [first] = reference.segments;
    if (first === "output") {
        return refusal(
            question,
            "UNKNOWN_REFERENCE",
            "inside a container its output is not there yet",
            {
                solution: `Refer to ${reference.root}.item, .index, .count or .last.`
            }
        );
    }
    return checkPath(question, analysis.types.rootOf(node.id, reference.root));
}

function checkNode(question: Question, source: GraphNode): Finding | null {
    const { node, reference, analysis } = question;
    const [first] = reference.segments;
    if (first !== "output" && first !== "error") {
        return refusal(
            question,
            "UNKNOWN_REFERENCE",
            "a node has .output, and .error where it failed",
            {
                solution: `Write \${${printPath(reference.root, ["output", ...reference.segments])}}.`
            }
        );
    }
    if (!isReadable(question, source)) return notUpstream(question, source);
    if (first === "error") return checkError(question, source);
    const wrong = checkPath(question, outcomeOf(question), 1);
    if (wrong !== null || reference.guarded) return wrong;
    if (analysis.presence.isSure(node.id, source.id)) return null;
    const others = surelyThere(question);
    if (others.length > 0 && analysis.presence.isOneSure(node.id, [...others, source.id]))
        return null;
    return missing(question, `${called(source)} does not always run before ${called(node)}`);
}

/** Sources of the alternatives before it that have a value whenever they have completed. */
function surelyThere({ node, reference, analysis }: Question): string[] {
    return reference.instead_of.flatMap(({ root, segments }) => {
        const type = analysis.types.rootOf(node.id, root);
        const [first, ...rest] = segments;
        if (type === undefined || first !== "output") return [];
        const at = typeAt(typeAt(type, [first]).type, rest);
        const isNever = at.presence === "never" || at.presence === "maybe";
        if (isNever || branchesOf(at.type).some(({ type: name }) => name === "null")) return [];
        return [analysis.graph.disabled.get(root) ?? root];
    });
}

function isReadable({ node, analysis }: Question, source: GraphNode): boolean {
    return (
        analysis.presence.isUpstream(node.id, source.id) || readsAfterTheEnd(analysis, node, source)
    );
}

/** The cleanup lane starts when everything else is over. */
function readsAfterTheEnd(analysis: Analysis, node: GraphNode, source: GraphNode): boolean {
    const cleanup = analysis.graph.definition.settings?.cleanup;
    if (cleanup === undefined || source.parent !== null) return false;
    const inLane = (id: string) => id === cleanup || analysis.presence.isUpstream(id, cleanup);
    return inLane(node.id) && !inLane(source.id);
}

function notUpstream(question: Question, source: GraphNode): Finding {
    const { node, analysis } = question;
    const around = enclosing(analysis.graph, source.id).find(
        (id) => id !== node.parent && !enclosing(analysis.graph, node.id).includes(id)
    );
    if (around !== undefined) {
        return refusal(
            question,
            "REFERENCE_NOT_UPSTREAM",
            `${called(source)} is inside a container`,
            {
                solution: `Refer to the container's result, \${${around}.output}.`
            }
        );
    }
    return refusal(
        question,
        "REFERENCE_NOT_UPSTREAM",
        `${called(source)} does not run before ${called(node)}`,
        {
            solution: `Connect ${called(source)} so that it leads to ${called(node)}, or refer to a node that does.`
        }
    );
}

function checkError(question: Question, source: GraphNode): Finding | null {
    const { node, reference, analysis } = question;
    if (errorPolicyOf(source) === "fail") {
        return refusal(
            question,
            "UNKNOWN_REFERENCE",
            `nothing runs after ${called(source)} has failed`,
            {
                solution: `Connect the error port of ${called(source)}, or let it continue on error.`
            }
        );
    }
    const wrong = checkPath(question, outcomeOf(question), 1);
    if (wrong !== null || reference.guarded) return wrong;
    if (analysis.presence.isSureFailure(node.id, source.id)) return null;
    return missing(question, `${called(source)} has not always failed when ${called(node)} runs`);
}

function checkInputs(question: Question): Finding | null {
    const { node, reference, analysis } = question;
    const type = analysis.types.rootOf(node.id, "inputs");
    if (type === undefined || reference.guarded) return null;
    const at = typeAt(type, reference.segments);
    const [name] = reference.segments;
    // Inputs that no schema names are allowed, so this one may come all the same.
    if (at.presence === "never" && at.depth === 0) {
        return missing(question, `no input node names "${name ?? ""}"`);
    }
    return checkPath(question, type);
}

/** The path from `base` on, as far as the type of what stands there is known. */
function checkPath(question: Question, type: ValueType | undefined, base = 0): Finding | null {
    const { root, segments, guarded } = question.reference;
    if (type === undefined || guarded) return null;
    const path = segments.slice(base);
    const at = typeAt(type, path);
    if (at.presence === "never") return neverThere(question, type, base, at);
    if (at.presence !== "maybe") return null;
    const length = path.findIndex(
        (_, index) => typeAt(type, path.slice(0, index + 1)).presence === "maybe"
    );
    const optional = printPath(root, segments.slice(0, base + length + 1));
    return missing(question, `${optional} is not always there`);
}

function neverThere(question: Question, type: ValueType, base: number, at: TypeAt): Finding {
    const { root, segments } = question.reference;
    const end = base + at.depth;
    const before = printPath(root, segments.slice(0, end));
    const step = segments[end];
    const keys = keysAt(typeAt(type, segments.slice(base, end)).type).map(({ name }) => name);
    const meant = typeof step === "string" ? nearest(step, keys) : undefined;
    return refusal(
        question,
        "UNKNOWN_REFERENCE",
        `${before} has no ${JSON.stringify(step ?? "")}`,
        {
            solution:
                meant === undefined
                    ? `There is: ${listed(keys, "nothing to refer to")}.`
                    : `Did you mean ${meant}?`
        }
    );
}

/** What is known of a node's output or error, without the question whether it has one. */
function outcomeOf({ node, reference, analysis }: Question): ValueType | undefined {
    const root = analysis.types.rootOf(node.id, reference.root);
    return root === undefined ? undefined : typeAt(root, reference.segments.slice(0, 1)).type;
}

function secretFinding(
    node: GraphNode,
    { root, segments }: FoundReference,
    { types }: Analysis
): Finding | null {
    const type = types.rootOf(node.id, root);
    if (type === undefined || !typeAt(type, segments).secret) return null;
    return {
        code: "SECRET_IN_PROMPT",
        message: `\${${printPath(root, segments)}} is secret, and ${called(node)} sends it to a language model.`,
        solution: "Leave it out of the prompt; use a connection where a service needs a secret."
    };
}

function refusal(
    { reference }: Question,
    code: string,
    why: string,
    { solution }: { solution: string }
): Finding {
    const text = printPath(reference.root, reference.segments);
    return { code, message: `\${${text}} cannot be read: ${why}.`, solution };
}

function missing({ reference }: Question, why: string): Finding {
    const text = printPath(reference.root, reference.segments);
    return {
        code: "REFERENCE_MAY_BE_MISSING",
        severity: "warning",
        message: `\${${text}} may be missing: ${why}.`,
        solution: `Write \${${text} ?? "…"} to say what to use instead.`
    };
}
