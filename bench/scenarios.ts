import { P1B } from "./scenarios/effects.ts";
import { P4, P5, P9 } from "./scenarios/latency.ts";
import { P1A } from "./scenarios/light.ts";
import type { Scenario } from "./scenarios/scenario.ts";
import { P2 } from "./scenarios/watch.ts";

export const scenarios: readonly Scenario[] = [P1A, P1B, P2, P4, P5, P9];
