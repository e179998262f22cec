import { z } from "zod";
import type { ValueType } from "@flowmaestro/shared/schema/value-type.ts";
import type { ConfigProblem } from "@flowmaestro/shared/workflow/catalogue.ts";
import { parseTime } from "@flowmaestro/shared/workflow/conditions/time.ts";
import { field } from "@flowmaestro/shared/workflow/form.ts";
import { defineNode, OUT_PORT } from "../kit/definition.ts";
import { describeSeconds, MAX_SECONDS } from "../kit/duration.ts";
import { timeoutPort } from "../kit/timeout-port.ts";

const config = z.object({
    mode: field(z.enum(["duration", "until", "event"]), {
        title: "Waits",
        widget: "choice",
        choices: [
            { value: "duration", label: "For some time" },
            { value: "until", label: "Until a time" },
            {
                value: "event",
                label: "For an event",
                description: "A signal sent to the execution."
            }
        ]
    }),
    seconds: field(z.number().min(0).max(MAX_SECONDS).optional(), {
        title: "Time",
        widget: "duration",
        template: true,
        when: { field: "mode", is: ["duration"] },
        needed: true
    }),
    at: field(z.string().min(1).optional(), {
        title: "At",
        description:
            "ISO date or time, as in 2026-01-31T09:30:00+01:00; without an offset it is UTC. One that has passed ends the wait at once.",
        widget: "datetime",
        template: true,
        when: { field: "mode", is: ["until"] },
        needed: true
    }),
    name: field(z.string().min(1).max(200).optional(), {
        title: "Event",
        description: "The name of the signal, as in `payment_received`.",
        widget: "template",
        template: true,
        when: { field: "mode", is: ["event"] },
        needed: true
    }),
    timeout_seconds: field(z.number().min(0).max(MAX_SECONDS).optional(), {
        title: "At most",
        description: "Without it the node waits as long as the execution may take.",
        widget: "duration",
        template: true,
        when: { field: "mode", is: ["event"] }
    }),
    on_timeout: field(z.enum(["fail", "continue"]).default("fail"), {
        title: "When nothing comes",
        widget: "choice",
        choices: [
            { value: "fail", label: "Fail" },
            {
                value: "continue",
                label: "Go on",
                description: "By the port timeout, where it leads on."
            }
        ],
        when: { field: "mode", is: ["event"] }
    })
});

export type WaitConfig = z.infer<typeof config>;

export const definition = defineNode<WaitConfig>({
    type: "wait",
    version: 1,
    category: "logic",
    name: "Wait",
    description: "Waits for some time, until a time, or for an event; restarts do not disturb it.",
    keywords: ["sleep", "delay", "pause", "timer", "until", "event", "signal", "schedule"],
    icon: "clock",
    effect: "pure",
    lane: "inline",
    config,
    defaults: { mode: "duration", seconds: 60 },
    ports: (settings) => [OUT_PORT, timeoutPort(settings)],
    accepts_input: true,
    timeout_seconds: null,
    refuses: ["retry", "timeout_seconds"],
    summary: ({ mode, seconds, at, name }) => {
        if (mode === "duration") return describeSeconds(seconds ?? 0);
        return mode === "until" ? `Until ${at ?? "…"}` : `For ${name ?? "…"}`;
    },
    output: ({ mode, on_timeout }, { leaves }) =>
        outputType(mode === "event", on_timeout === "continue" && !leaves("timeout")),
    check: checkTime,
    /** A signal of that name came. */
    answer: (_request, { response, at }) => ({
        ok: true,
        port: "out",
        output: { waited_until: isoOf(at), event: response }
    })
});

export function isoOf(at: number): string {
    return new Date(at).toISOString();
}

function outputType(isEvent: boolean, mayTimeOut: boolean): ValueType {
    const waited_until: ValueType = { type: "string" };
    if (!isEvent) return { type: "object", properties: { waited_until } };
    const properties = { waited_until, event: { type: "any" } as const };
    return { type: "object", properties, ...(mayTimeOut ? { optional: ["event"] } : {}) };
}

function checkTime({ mode, at }: WaitConfig): ConfigProblem[] {
    if (mode !== "until" || at === undefined || at.includes("${") || parseTime(at) !== null)
        return [];
    return [
        {
            code: "INVALID_CONFIG",
            severity: "error",
            message: `${JSON.stringify(at.slice(0, 60))} is no time.`,
            solution: "Write it as 2026-01-31 or 2026-01-31T09:30:00+01:00.",
            field: "at"
        }
    ];
}
