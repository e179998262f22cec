import { fieldProblem } from "@flowmaestro/shared/schema/inputs.ts";
import type { InputSchema } from "@flowmaestro/shared/schema/value-type.ts";
import type { ConfigProblem } from "@flowmaestro/shared/workflow/catalogue.ts";
import { fieldPath } from "@flowmaestro/shared/workflow/field-path.ts";

/** Defaults that the fields they stand in would refuse. `name` is where the fields stand in `data`. */
export function checkFieldDefaults(name: string, fields: InputSchema): ConfigProblem[] {
    return Object.entries(fields).flatMap(([key, one]): ConfigProblem[] => {
        if (one.secret === true && one.default !== undefined)
            return [secretDefault(key, fieldPath([name, key, "default"]))];
        const wrong = one.default === undefined ? null : fieldProblem(one, one.default);
        if (wrong === null) return [];
        return [
            {
                code: "INVALID_CONFIG",
                severity: "error",
                message: `The default of "${key}" does not fit its own field: ${wrong}`,
                solution: "Change the default, the type or the choices.",
                field: fieldPath([name, key, "default"])
            }
        ];
    });
}

/** A default stands in the workflow, where everybody who may read it reads it. */
function secretDefault(key: string, field: string): ConfigProblem {
    return {
        code: "INVALID_CONFIG",
        severity: "error",
        message: `"${key}" is secret, but its default stands in the workflow for everybody to read.`,
        solution: "Remove the default, or do not call the field secret.",
        field
    };
}
