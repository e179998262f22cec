import { proxyActivities, proxyLocalActivities } from "@temporalio/workflow";
import type { Work } from "./by-hand-process.ts";

/** What somebody writes who has five steps and Temporal's SDK. */
const { step } = proxyActivities<Work>({ startToCloseTimeout: "1 minute" });
const { step: local } = proxyLocalActivities<Work>({ startToCloseTimeout: "1 minute" });

export async function effects(inputs: { n: number }): Promise<{ n: number }> {
    let { n } = inputs;
    for (let at = 0; at < 5; at += 1) ({ n } = await step({ n }));
    return { n };
}

export async function locals(inputs: { n: number }): Promise<{ n: number }> {
    let { n } = inputs;
    for (let at = 0; at < 5; at += 1) ({ n } = await local({ n }));
    return { n };
}
