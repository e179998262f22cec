import { describe, expect, it } from "vitest";
import { configSchemaOf, formOf } from "@flowmaestro/shared/workflow/form.ts";
import { catalogue, evaluators } from "./catalogue.gen.ts";
import { executors } from "./executors.gen.ts";

const types = catalogue.types.flatMap((name) => catalogue.get(name) ?? []);

describe("the catalogue", () => {
    it("holds what its folders define, and nothing that objects are born with", () => {
        expect(catalogue.types).toEqual(["conditional", "echo", "input", "note", "output"]);
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
        const ports = Array.isArray(type.ports)
            ? type.ports.map(({ id }: { id: string }) => id)
            : [];
        expect(ports.includes("error")).toBe(type.annotation !== true);
        expect(executors.has(name)).toBe(type.annotation !== true);
        expect(Object.hasOwn(evaluators, name)).toBe(type.annotation !== true);
    });

    it("has a form for each, made from its schema", () => {
        const form = (name: string) =>
            types
                .filter(({ type }) => type === name)
                .flatMap(formOf)
                .map((field) =>
                    [
                        `${field.name}${field.required ? "*" : ""} ${field.widget}`,
                        ...(field.fields ?? []).map((inner) => `${inner.name} ${inner.widget}`)
                    ].join(", ")
                );
        expect(Object.fromEntries(catalogue.types.map((name) => [name, form(name)]))).toEqual({
            conditional: ["condition* condition"],
            echo: [
                "value* json-template",
                "delay_ms number",
                "fail group, message template, code text, times number, retryable switch"
            ],
            input: ["schema field-schema"],
            note: ["text textarea"],
            output: ["output* json-template", "name text"]
        });
    });
});
