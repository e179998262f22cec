import { z } from "zod";
import { InboxRows } from "../hosting/inbox-rows.ts";
import type { InboxRow, InboxStore } from "./store.ts";

export class PostgresInbox extends InboxRows implements InboxStore {
    async unsettled(owner: string, execution_id: string | null): Promise<InboxRow[]> {
        const { rows } = await this.pool.query(
            `select i.id, i.execution_id, i.payload, e.status
             from execution_inbox i
             join executions e on e.id = i.execution_id
             where i.settled_at is null
                 and ($1::uuid is null or i.execution_id = $1::uuid)
                 and (e.owner = $2::uuid or e.owner is null)
                 and e.engine = 'embedded'
             order by i.created_at, i.id
             limit 1000`,
            [execution_id, owner]
        );
        return rows.map((row) => inboxRow.parse(row));
    }
}

const inboxRow = z.object({
    id: z.string(),
    execution_id: z.string(),
    payload: z.string().transform((text): unknown => JSON.parse(text)),
    status: z.string()
});
