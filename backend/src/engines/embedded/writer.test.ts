import { describe, expect, it } from "vitest";
import { createClock } from "../../platform/clock.ts";
import { createServiceLogger } from "../../platform/logger.ts";
import { emptyDraft } from "../hosting/draft.ts";
import type { Draft } from "../hosting/draft.ts";
import { nodeHost } from "./host.ts";
import type { Batch, CommitAnswer } from "./store.ts";
import { Writer } from "./writer.ts";

/** A journal that answers when it is told to, and all that happened, in order. */
function bench(refuses: (batch: Batch) => boolean = () => false) {
    const happened: string[] = [];
    const ready: Draft[] = [];
    const answers: ((answer: CommitAnswer) => void)[] = [];
    const writer = new Writer({
        journal: {
            commit: (batch) => {
                happened.push(`sent ${namesOf(batch.drafts)}`);
                if (refuses(batch))
                    return Promise.resolve({ kind: "refused", error: new Error("no") });
                return new Promise((resolve) => answers.push(resolve));
            },
            receipt: async () => null,
            release: () => undefined
        },
        host: nodeHost,
        time: createClock(),
        logger: createServiceLogger("test", { level: "silent" }),
        take: () => ready.splice(0),
        stored: (draft) => happened.push(`out ${draft.execution_id}`),
        refused: (draft) => happened.push(`refused ${draft.execution_id}`),
        fenced: () => happened.push("fenced")
    });
    writer.adopt({ id: "worker", epoch: 1 });
    const put = (...ids: string[]): void => {
        for (const id of ids) ready.push(emptyDraft({ id, workspace_id: "w" }, 1));
    };
    const land = async (): Promise<void> => {
        answers.shift()?.({ kind: "held", at: 1 });
        await new Promise((resolve) => setImmediate(resolve));
    };
    return { writer, happened, put, land };
}

function namesOf(drafts: readonly Draft[]): string {
    return drafts.map(({ execution_id }) => execution_id).join();
}

describe("the writer", () => {
    it("sends the next batch before what the last one stored goes out", async () => {
        const { writer, happened, put, land } = bench();
        put("a", "b");
        writer.flush();
        put("c");
        writer.flush();
        await land();
        expect(happened).toEqual(["sent a,b", "sent c", "out a", "out b"]);
        await land();
        expect(happened.slice(4)).toEqual(["out c"]);
        await writer.idle();
    });

    it("renews between batches that are refused one after the other", async () => {
        const { writer, happened, put, land } = bench(({ drafts }) => drafts.length > 0);
        put("bad");
        writer.flush();
        writer.renew();
        put("worse");
        await land();
        await land();
        expect(happened).toEqual([
            "sent bad",
            "refused bad",
            "sent ",
            "sent worse",
            "refused worse"
        ]);
    });

    it("sends nothing between the halves of a batch that was refused", async () => {
        const { writer, happened, put, land } = bench(
            ({ drafts }) => drafts.length > 1 && namesOf(drafts).includes("b")
        );
        put("a", "b");
        writer.flush();
        put("later");
        await land();
        await land();
        await land();
        await land();
        const order = ["sent a,b", "sent a", "out a", "sent b", "out b", "sent later"];
        expect(happened.slice(0, 6)).toEqual(order);
    });
});
