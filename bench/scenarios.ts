import { P1A } from "./scenarios/light.ts";
import type { Scenario } from "./scenarios/scenario.ts";

export const scenarios: readonly Scenario[] = [P1A];
