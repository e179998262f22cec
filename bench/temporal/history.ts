import type { Client } from "@temporalio/client";
import type { History } from "./cells.ts";

/** What stands in Temporal of one execution that has ended. */
export async function historyOf(client: Client, id: string): Promise<Omit<History, "kind">> {
    const handle = client.workflow.getHandle(id);
    const { historyLength, historySize } = await handle.describe();
    const { events } = await handle.fetchHistory();
    const tasks = events?.filter((event) => event.workflowTaskCompletedEventAttributes) ?? [];
    return { events: historyLength, bytes: historySize ?? 0, tasks: tasks.length };
}
