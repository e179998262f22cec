import { fieldProblem } from "@flowmaestro/shared/schema/inputs.ts";
import type { InputSchema } from "@flowmaestro/shared/schema/value-type.ts";
import type { ConfigProblem } from "@flowmaestro/shared/workflow/catalogue.ts";
import { fieldPath } from "@flowmaestro/shared/workflow/field-path.ts";

/** Defaults that the fields they stand in would refuse. `name` is where the fields stand in `data`. */
export function checkFieldDefaults(name: string, fields: InputSchema): ConfigProblem[] {
    return Object.entries(fields).flatMap(([key, one]): ConfigProblem[] => {
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
