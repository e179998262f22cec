import type { Scenario } from "./scenario.ts";
import { caps } from "./scenarios/caps.ts";
import { children } from "./scenarios/children.ts";
import { control } from "./scenarios/control.ts";
import { failure } from "./scenarios/failure.ts";
import { joins } from "./scenarios/joins.ts";
import { loops } from "./scenarios/loops.ts";
import { paths } from "./scenarios/paths.ts";
import { questions } from "./scenarios/questions.ts";
import { reruns } from "./scenarios/reruns.ts";
import { retries } from "./scenarios/retries.ts";
import { turns } from "./scenarios/turns.ts";
import { waits } from "./scenarios/waits.ts";

/**
 * What every host has to do alike, by what it is about. Above each scenario: the graph; `✗` fails,
 * `○` is skipped, `⊘` is cancelled. A control that works on one engine only does not ship.
 */
export const scenarios: readonly Scenario[] = [
    ...paths,
    ...joins,
    ...failure,
    ...retries,
    ...loops,
    ...turns,
    ...waits,
    ...questions,
    ...children,
    ...control,
    ...reruns,
    ...caps
];
