import { crashPoint, isCrashArmed } from "../../platform/crash-point.ts";
import type { Draft } from "./draft.ts";

/** The crash points around a commit, by what the batch holds. */
export function beforeCommit(drafts: readonly Draft[]): void {
    if (!isCrashArmed()) return;
    if (drafts.some(isStart)) crashPoint("accept_before_commit");
    if (drafts.some(isEnd)) crashPoint("before_terminal");
}

/** The statement is on the socket. */
export function commitSent(drafts: readonly Draft[]): void {
    if (isCrashArmed() && drafts.length > 0) crashPoint("record_commit_sent");
}

export function afterCommit(drafts: readonly Draft[]): void {
    if (!isCrashArmed()) return;
    if (drafts.some(isStart)) crashPoint("accept_after_commit");
    if (drafts.some(({ outcomes }) => outcomes.length > 0)) crashPoint("answer_after_commit");
    if (drafts.some(isEnd)) crashPoint("after_terminal_before_ack");
    if (drafts.length > 0) crashPoint("after_record_before_publish");
}

function isStart({ start }: Draft): boolean {
    return start !== null;
}

function isEnd({ status }: Draft): boolean {
    return status !== null && status.completed_at !== null;
}
