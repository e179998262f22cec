import { draw, echo, fails, output } from "../scenario.ts";
import type { Scenario } from "../scenario.ts";

const QUICK = { attempts: 3, initial_ms: 100, multiplier: 1, jitter: false };

/** Failures that may be tried again, and time that runs out. */
export const retries: readonly Scenario[] = [
    //  a ✗✗✓ ─▶ out
    {
        name: "a retryable failure is tried again until it succeeds",
        definition: draw("a -> out", {
            a: echo(
                "at last",
                { fail: { message: "no", times: 2, retryable: true } },
                { retry: QUICK }
            ),
            out: output("${a.output}")
        }),
        expect: {
            status: "completed",
            outputs: { out: "at last" },
            nodes: { a: "completed", out: "completed" },
            attempts: { a: 3, out: 1 }
        }
    },
    //  a ✗✗✗
    {
        name: "attempts end, and the last failure counts",
        definition: draw("", {
            a: fails({ retryable: true }, { retry: QUICK })
        }),
        expect: {
            status: "failed",
            error: "ECHO_FAILED",
            nodes: { a: "failed" },
            attempts: { a: 3 }
        }
    },
    //  a ✗
    {
        name: "a failure that cannot be retried is not, whatever the policy says",
        definition: draw("", { a: fails({ retryable: false }, { retry: QUICK }) }),
        expect: {
            status: "failed",
            error: "ECHO_FAILED",
            nodes: { a: "failed" },
            attempts: { a: 1 }
        }
    },
    //  a(30 s) ✗ timeout 0.1 s ─error▶ out
    {
        name: "an attempt's time is up",
        definition: draw("a:error -> out", {
            a: echo(1, { delay_ms: 30_000 }, { timeout_seconds: 0.1, retry: { attempts: 1 } }),
            out: output("${a.error.code}")
        }),
        expect: {
            status: "completed",
            outputs: { out: "NODE_TIMEOUT" },
            nodes: { a: "failed", out: "completed" }
        }
    }
];
