import { P12 } from "./scenarios/crash.ts";
import { P1B } from "./scenarios/effects.ts";
import { P11 } from "./scenarios/events.ts";
import { P4, P5, P9 } from "./scenarios/latency.ts";
import { FAN_OUT } from "./scenarios/fan-out.ts";
import { P1A } from "./scenarios/light.ts";
import { P18, P8 } from "./scenarios/memory.ts";
import { P13 } from "./scenarios/overload.ts";
import type { Scenario } from "./scenarios/scenario.ts";
import { TEMPORAL } from "./scenarios/temporal.ts";
import { P2 } from "./scenarios/watch.ts";

export const scenarios: readonly Scenario[] = [
    P1A,
    P1B,
    P2,
    P4,
    P5,
    P8,
    P9,
    P11,
    P12,
    P13,
    P18,
    FAN_OUT,
    TEMPORAL
];
