import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { ResponseOf, Route } from "@flowmaestro/shared/contract/route.ts";
import { routes } from "@flowmaestro/shared/contract/routes.ts";
import type { RouteName, Routes } from "@flowmaestro/shared/contract/routes.ts";

/**
 * What an answer's `data` is, told by what was asked for: `GET` and `/api/executions/${id}` give an
 * execution. What is no route of the contract gives `unknown`. A piece that is put in stands for one
 * whole segment of the path: `/api/workflows/${id}${rest}` would be taken for a workflow.
 */
export type DataOf<M extends string, U extends string> = M extends string
    ? U extends string
        ? ResponseOfName<NameOf<M, PathOf<U>>>
        : never
    : never;

type ResponseOfName<N extends RouteName> = [N] extends [never] ? unknown : ResponseOf<Routes[N]>;

type NameOf<M extends string, P extends string> = {
    [N in RouteName]: M extends Routes[N]["method"]
        ? Matches<Routes[N]["path"], P> extends true
            ? N
            : never
        : never;
}[RouteName];

type PathOf<U extends string> = WithoutPrefix<U extends `${infer P}?${string}` ? P : U>;

type WithoutPrefix<U extends string> = U extends `/api/v1/${infer P}`
    ? `/${P}`
    : U extends `/api/${infer P}`
      ? `/${P}`
      : U;

/** Segment by segment; what is not known (`string`) stands for a parameter alone. */
type Matches<R extends string, U extends string> = R extends `${infer RA}/${infer RB}`
    ? U extends `${infer UA}/${infer UB}`
        ? Fits<RA, UA> extends true
            ? Matches<RB, UB>
            : false
        : false
    : U extends `${string}/${string}`
      ? false
      : Fits<R, U>;

type Fits<R extends string, U extends string> = R extends `:${string}`
    ? true
    : U extends R
      ? true
      : false;

/** Static paths before `:id`, as the server matches them. */
const ROUTES: readonly (readonly [Route, RegExp])[] = Object.values<Route>(routes)
    .toSorted((a, b) => a.path.split(":").length - b.path.split(":").length)
    .map((each) => [each, new RegExp(`^${each.path.replaceAll(/:\w+/g, "[^/]+")}/?$`)]);

export function routeOf(method: string, url: string): Route | undefined {
    const path = url.replace(/\?.*$/, "").replace(/^\/api(\/v1)?/, "");
    return ROUTES.find(([each, pattern]) => each.method === method && pattern.test(path))?.[0];
}

const envelope = z.strictObject({ success: z.literal(true), data: z.unknown() });

/** `data` of a success. Neither less nor more than the contract promises may be in it. */
export function dataOf<const M extends string, const U extends string>(
    method: M,
    url: U,
    answer: unknown
): DataOf<M, U> {
    const { data } = envelope.parse(answer);
    const parsed = routeOf(method, url)?.response.parse(data) ?? data;
    if (!isDeepStrictEqual(parsed, data))
        throw new Error(`${method} ${url} says what is not in its contract: ${text(data)}`);
    // The schema of exactly this route just read it; method and path carry the type it lost.
    return parsed as DataOf<M, U>;
}

function text(data: unknown): string {
    return JSON.stringify(data).slice(0, 2_000);
}
