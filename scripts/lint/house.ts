import { judge, repositoryRoot } from "./zones.ts";
import type { Zone } from "./zones.ts";

/**
 * House rules that Oxlint does not have, as one of its JS plugins: `.eslintrc.json` loads it and
 * gives each zone its row. Only what is used of the plugin interface is typed here.
 */
interface SyntaxNode {
    type: string;
    source?: { value?: unknown } | null;
    importKind?: string;
    exportKind?: string;
    argument?: SyntaxNode;
    literal?: { value?: unknown };
    expression?: SyntaxNode;
    typeAnnotation?: { type: string; typeName?: { name?: string } };
}

interface RuleContext {
    filename: string;
    options: unknown[];
    report(problem: { node: SyntaxNode; message: string }): void;
}

const zones = {
    meta: { type: "problem", schema: false },
    create(context: RuleContext) {
        const zone = readZone(context.options[0]);
        const look = (node: SyntaxNode, typeOnly: boolean): void => {
            const specifier = node.source?.value;
            if (typeof specifier !== "string") return;
            const imported = { specifier, type_only: typeOnly };
            const message = judge(repositoryRoot, context.filename, zone, imported);
            if (message !== undefined) context.report({ node, message });
        };
        return {
            ImportDeclaration: (node: SyntaxNode) => look(node, node.importKind === "type"),
            ExportNamedDeclaration: (node: SyntaxNode) => look(node, node.exportKind === "type"),
            ExportAllDeclaration: (node: SyntaxNode) => look(node, node.exportKind === "type"),
            ImportExpression: (node: SyntaxNode) => look(node, false),
            TSImportType: (node: SyntaxNode) => look(node, true)
        };
    }
};

function readZone(option: unknown): Zone {
    if (option && typeof option === "object" && "zone" in option && "may" in option) {
        return option as Zone;
    }
    throw new Error("house/zones needs { zone, may, instead } as its option in .eslintrc.json");
}

/** `x as unknown as T` tells the compiler to look away; so does the same with `any`. */
const doubleCast = {
    meta: { type: "problem", schema: false },
    create(context: RuleContext) {
        return {
            TSAsExpression(node: SyntaxNode) {
                if (node.expression?.type !== "TSAsExpression") return;
                if (node.expression.typeAnnotation?.typeName?.name === "const") return;
                context.report({
                    node,
                    message:
                        "A double cast hides a wrong type. Parse the value with a zod schema, or fix the type it has."
                });
            }
        };
    }
};

export default {
    meta: { name: "house" },
    rules: { zones, "no-double-cast": doubleCast }
};
