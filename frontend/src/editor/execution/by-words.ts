import { t } from "../../messages/messages.ts";
import { sessionStore } from "../../stores/session.ts";

const ID = /^[0-9a-f]{8}-/u;

/** Who did something, as facts name people: "you", or as much as is known of somebody else. */
export function whoText(by: string, isFirst = false): string {
    const isMe = sessionStore.getState().user?.id === by;
    if (isMe) return t(isFirst ? "execution.question.by.You" : "execution.question.by.you");
    if (!ID.test(by)) return by;
    const id = by.slice(0, 8);
    return t(isFirst ? "execution.question.by.Other" : "execution.question.by.other", { id });
}
