import type { Frame } from "@flowmaestro/shared/contract/frames.ts";
import type { Fact } from "@flowmaestro/shared/orchestrator/facts.ts";
import { turnOf } from "@flowmaestro/shared/orchestrator/instance.ts";
import { t } from "../../messages/messages.ts";

import { factOf } from "./fact-of.ts";
import { placeText } from "./place-words.ts";

type LabelOf = (node: string) => string;

/** "Charge card failed": what one fact says, for the line beside a replay. */
export function factWords(frame: Frame | undefined, labelOf: LabelOf): string {
    const fact = frame === undefined ? null : factOf(frame);
    if (fact === null) return "";
    if (fact.kind.startsWith("execution:")) return executionWords(fact.kind);
    const instance = "instance" in fact ? (fact.instance ?? "") : "";
    return nodeWords(fact, placeText(instance, labelOf), labelOf);
}

const EXECUTION = [
    "started",
    "paused",
    "resumed",
    "waiting",
    "cancelling",
    "timing_out",
    "completed",
    "failed",
    "cancelled",
    "timed_out"
] as const;

function executionWords(kind: Fact["kind"]): string {
    const did = EXECUTION.find((one) => kind === `execution:${one}`);
    if (did === undefined) return t("execution.did.other");
    return t("execution.did.execution", { did: t(`execution.did.${did}`) });
}

const NODE = {
    "node:started": "node_started",
    "node:held": "node_held",
    "node:waiting": "node_waiting",
    "node:stopping": "node_stopping",
    "node:failed": "node_failed",
    "node:skipped": "node_skipped",
    "node:cancelled": "node_cancelled",
    "user:input:required": "asked",
    "user:input:response": "answered",
    "user:input:warning": "warned",
    "signal:received": "signalled",
    "child:opened": "child",
    "scope:opened": "looping",
    "scope:checking": "checking",
    "scope:checked": "checked",
    "scope:collecting": "collecting"
} as const;

function nodeWords(fact: Fact, node: string, labelOf: LabelOf): string {
    switch (fact.kind) {
        case "node:completed":
            return fact.port === "out"
                ? t("execution.did.node_completed", { node })
                : t("execution.did.node_port", { node, port: fact.port });
        case "turn:started":
        case "turn:completed":
        case "turn:cancelled":
            return turnWords(fact, labelOf);
        case "scope:failing":
            return t(fact.scope === "" ? "execution.did.ending" : "execution.did.turn_ending", {
                node
            });
        case "scope:stopping": {
            const { container, index } = turnOf(fact.scope);
            const place = { node: placeText(container, labelOf), turn: index + 1 };
            return t("execution.did.turn_stopping", place);
        }
        case "cleanup:started":
            return t("execution.did.cleanup");
        default: {
            const known = Object.entries(NODE).find(([kind]) => kind === fact.kind);
            if (known === undefined) return t("execution.did.other");
            return t(`execution.did.${known[1]}`, { node });
        }
    }
}

type TurnFact = Extract<Fact, { kind: "turn:started" | "turn:completed" | "turn:cancelled" }>;

function turnWords(fact: TurnFact, labelOf: LabelOf): string {
    const place = { node: placeText(fact.container, labelOf), turn: fact.index + 1 };
    if (fact.kind === "turn:started") return t("execution.did.turn", place);
    if (fact.kind === "turn:cancelled") return t("execution.did.turn_cancelled", place);
    return t(
        fact.error === undefined ? "execution.did.turn_completed" : "execution.did.turn_failed",
        place
    );
}
