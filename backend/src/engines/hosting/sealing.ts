import type { Sealing } from "../../data-plane/secrecy.ts";
import type { StartRequest } from "../engine.ts";

/** Inputs that the plan calls secret, and those that came as secrets from elsewhere. */
export function sealingOf({ plan, inputs, secret_inputs = [] }: StartRequest): Sealing | undefined {
    const names = [...(plan.settings.secrets ?? []), ...secret_inputs];
    if (names.length === 0) return undefined;
    const given = [...new Set(names)].filter((name) => Object.hasOwn(inputs, name));
    return given.length === 0 ? undefined : { applies: () => true, mark: given };
}
