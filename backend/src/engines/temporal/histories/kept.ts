import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import proto from "@temporalio/proto";

/** Where recorded histories lie: one run of a workflow a file. */
export const KEPT = join(import.meta.dirname, "kept");

const { History } = proto.temporal.api.history.v1;
type History = proto.temporal.api.history.v1.IHistory;

/** The SDK's own reading and writing of JSON fails where its packages have protobufjs twice. */
export function historyJson(history: History): string {
    return JSON.stringify(
        History.toObject(History.fromObject(history), {
            longs: String,
            enums: String,
            bytes: String
        })
    );
}

export function historyOf(json: string): History {
    return History.fromObject(JSON.parse(json) as { [key: string]: unknown });
}

export function keptHistories(): { readonly name: string; readonly json: string }[] {
    return readdirSync(KEPT)
        .sort()
        .map((file) => ({
            name: file.replace(/\.json$/, ""),
            json: readFileSync(join(KEPT, file), "utf8")
        }));
}
