import { describe, expect, it } from "vitest";
import { configSchemaOf, formOf } from "@flowmaestro/shared/workflow/form.ts";
import { catalogue, evaluators } from "./catalogue.gen.ts";
import { executors } from "./executors.gen.ts";

const types = catalogue.types.flatMap((name) => catalogue.get(name) ?? []);

describe("the catalogue", () => {
    it("holds what its folders define, and nothing that objects are born with", () => {
        expect(catalogue.types).toEqual([
            "conditional",
            "echo",
            "fail",
            "http",
            "input",
            "loop",
            "merge",
            "note",
            "output",
            "switch",
            "user-input",
            "variable",
            "wait",
            "workflow"
        ]);
        for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
            expect(catalogue.get(name)).toBeUndefined();
            expect(executors.get(name)).toBeUndefined();
        }
    });

    it.each(types.map((type) => [type.type, type] as const))("%s is whole", (name, type) => {
        expect(type.name).toMatch(/^[A-Z]/);
        expect(type.description).toMatch(/\.$/);
        expect(type.keywords.length).toBeGreaterThan(0);
        expect(formOf(type).map(({ title }) => title)).not.toContain("");
        expect(() => JSON.stringify(configSchemaOf(type))).not.toThrow();
        const listed = typeof type.ports === "function" ? type.ports(type.defaults) : type.ports;
        expect(listed.some(({ id }) => id === "error")).toBe(type.annotation !== true);
        expect(executors.has(name)).toBe(type.annotation !== true);
    });

    it("evaluates in a browser what is pure and light", () => {
        expect(Object.keys(evaluators)).toEqual([
            "conditional",
            "echo",
            "fail",
            "input",
            "loop",
            "merge",
            "output",
            "switch"
        ]);
    });

    it.each([{}, { cases: 7 }, { cases: [null, { id: 1 }] }, { interaction: ["approval"] }])(
        "can be drawn whatever stands in a node: %j",
        (data) => {
            const dynamic = types.flatMap(({ ports }) =>
                typeof ports === "function" ? [ports] : []
            );
            const counts = dynamic.map((ports) => ports(data).length);
            expect(Math.min(...counts)).toBeGreaterThan(0);
        }
    );

    it("gives a node dropped on the canvas nothing that its form does not know", () => {
        for (const type of types) {
            const names = formOf(type).map(({ name }) => name);
            expect(Object.keys(type.defaults).filter((name) => !names.includes(name))).toEqual([]);
        }
    });

    it("has a form for each, made from its schema", () => {
        const form = (name: string) =>
            types
                .filter(({ type }) => type === name)
                .flatMap(formOf)
                .map((field) =>
                    [
                        `${field.name}${field.required ? "*" : ""} ${field.widget}`,
                        ...(field.fields ?? field.items ?? []).map(
                            (inner) => `${inner.name} ${inner.widget}`
                        )
                    ].join(", ")
                );
        expect(Object.fromEntries(catalogue.types.map((name) => [name, form(name)]))).toMatchObject(
            {
                conditional: ["condition* condition"],
                echo: [
                    "value* json-template",
                    "delay_ms number",
                    "fail group, message template, code text, times number, retryable switch"
                ],
                fail: ["message* template", "code text"],
                input: ["schema field-schema"],
                loop: [
                    "mode* choice",
                    "items* json-template",
                    "times* number",
                    "condition* condition",
                    "concurrency number",
                    "on_item_error choice",
                    "max_turns number",
                    "result_node body-node"
                ],
                merge: ["mode choice"],
                note: ["text textarea"],
                output: ["output* json-template", "name text"],
                switch: [
                    "value json-template",
                    "mode choice",
                    "cases* cases, id text, label text, equals json-template, condition condition"
                ],
                "user-input": [
                    "interaction* choice",
                    "prompt* template",
                    "fields field-schema",
                    "options* options, id template, label template",
                    "multiple switch",
                    "value json-template",
                    "timeout_seconds duration",
                    "timeout_action choice",
                    "default_response* json-template",
                    "assignees texts"
                ],
                variable: ["operation* choice", "name* text", "value json-template"],
                wait: [
                    "mode* choice",
                    "seconds* duration",
                    "at* datetime",
                    "name* template",
                    "timeout_seconds duration",
                    "on_timeout choice"
                ],
                workflow: [
                    "workflow_id* workflow-picker",
                    "version workflow-version",
                    "inputs workflow-inputs",
                    "wait switch"
                ]
            }
        );
    });
});
