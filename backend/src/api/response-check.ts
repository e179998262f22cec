import type { Route } from "@flowmaestro/shared/contract/route.ts";
import type { RouteName } from "@flowmaestro/shared/contract/routes.ts";
import type { Answer } from "./handler.ts";

/** In tests every answer is held against the contract, so a shape cannot drift unseen. */
export function checkAnswer(name: RouteName, route: Route, answer: Answer): void {
    const status = answer.status ?? route.status ?? 200;
    const allowed: readonly number[] = [route.status ?? 200, ...(route.also ?? []), 206, 304];
    if (!allowed.includes(status))
        throw new Error(`${name} answered ${status}, not ${allowed.join(", ")}.`);
    if (!("data" in answer)) return;
    // What goes over the wire: without undefined, with dates as text.
    const wire: unknown = JSON.parse(JSON.stringify(answer.data));
    const result = route.response.safeParse(wire);
    if (!result.success)
        throw new Error(
            `${name} answered what its contract does not allow: ${result.error.message}`
        );
}
