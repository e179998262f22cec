import { toFrame } from "@flowmaestro/shared/contract/frames.ts";
import type { Frame } from "@flowmaestro/shared/contract/frames.ts";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import { buildPlan } from "@flowmaestro/shared/orchestrator/testing/plan-builder.ts";
import { hostOf, speak } from "@flowmaestro/shared/orchestrator/testing/host.ts";

export const EXECUTION = "00000000-0000-4000-8000-00000000000a";

/** Facts as the server sends them. */
export function framesOf(facts: readonly Fact[]): readonly Frame[] {
    return facts.map((fact, index) =>
        toFrame(fact, index + 1, {
            execution_id: EXECUTION,
            workflow_id: "w",
            show: (value) => ({ output: "json" in value ? value.json : null }),
            ask: () => ({}),
            requestId: (instance) => instance,
            childId: (instance) => instance
        })
    );
}

/** An execution played by the real core: what it was drawn as, and every frame of it. */
export function story(drawing: string, tell: (say: ReturnType<typeof speak>) => void) {
    const host = hostOf(buildPlan(drawing));
    tell(speak(host));
    return { plan: host.plan, state: host.state, frames: framesOf(host.log) };
}

/**
 *     start ─▶ check ─true─▶ yes ─▶ end
 *                └───false─▶ no ─▶ after
 */
export const FORK =
    "start -> check, check:true -> yes -> end, check:false -> no -> after, end(output)";

export function forkTaken() {
    return story(FORK, (say) => {
        say.start();
        say.done("start");
        say.done("check", "true", { result: true });
        say.done("yes", "out", [1, 2, 3]);
        say.done("end");
    });
}
