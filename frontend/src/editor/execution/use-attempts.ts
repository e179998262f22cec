import { useQueries } from "@tanstack/react-query";
import { instanceQuery } from "../../api/queries/execution-detail.ts";
import type { Attempt, InstanceTimes } from "./timeline-model.ts";

/** Retries are rare; more of them than this are shown as one bar each. */
const MOST = 24;

export function toAttempts(
    list: readonly {
        readonly status: Attempt["status"];
        readonly started_at: string;
        readonly ended_at: string | null;
    }[]
): readonly Attempt[] {
    return list.map(({ status, started_at, ended_at }) => ({
        status,
        startedAt: Date.parse(started_at),
        endedAt: ended_at === null ? null : Date.parse(ended_at)
    }));
}

/** Facts tell how often something was tried, the instance tells when. */
export function useAttempts(
    id: string | null,
    tried: readonly { readonly times: InstanceTimes; readonly stamp: string }[]
): ReadonlyMap<string, readonly Attempt[]> {
    return useQueries({
        queries: tried
            .slice(0, MOST)
            .map(({ times, stamp }) =>
                instanceQuery({ id: id ?? "", instance: times.instance, stamp })
            ),
        combine: (answers) =>
            new Map(
                answers.flatMap(({ data }) =>
                    data === undefined ? [] : [[data.instance, toAttempts(data.attempt_list)]]
                )
            )
    });
}

/** Names the state an instance's details belong to: another one is asked for anew. */
export function stampOf(run: { readonly status: string; readonly attempts?: number }): string {
    return `${run.status} ${run.attempts ?? 0}`;
}
