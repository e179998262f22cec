import { WorkflowNotFoundError } from "@temporalio/client";
import type { Logger } from "../../platform/logger.ts";
import type { EndFromOutside, Ending, Told } from "./end-from-outside.ts";
import { endingOf, lastWords, LOST } from "./endings.ts";
import type { Look } from "./looks.ts";
import { atOnce, within, reasonOf } from "./patience.ts";
import type { Temporal } from "./patience.ts";
import type { TemporalRows } from "./temporal-rows.ts";
import { LOOK, WORKFLOW_TYPE } from "./workflow/protocol.ts";

export interface ReconcilerOptions {
    readonly temporal: Temporal;
    readonly rows: TemporalRows;
    readonly endings: EndFromOutside;
    readonly logger: Logger;
}

/** What closed a little before the last look may not have been in the list then. */
const OVERLAP_MS = 60_000;
const ANSWER_MS = 5_000;
const PAGE = 500;
const QUIET_MS = 3 * 60_000;
const QUIET_PAGE = 200;
const NO_ID = "00000000-0000-0000-0000-000000000000";

/**
 * Our rows follow what operators do in Temporal. A workflow that was terminated runs no code, so nobody
 * stores how its execution ended: it is looked for among the workflows that closed lately, and now and
 * then by asking for each one that has been quiet for long.
 *
 *     a closed run whose row is open ──describe──▶ the newest run of that id: running (a reset, another
 *     run of a long execution) ──▶ nothing;  closed ──▶ the one terminal fact
 */
export class Reconciler {
    private readonly options: ReconcilerOptions;
    private quiet = NO_ID;

    constructor(options: ReconcilerOptions) {
        this.options = options;
    }

    /** What closed since the last look. */
    async lookAtClosed({ begun_at, last }: Look): Promise<void> {
        const { temporal } = this.options;
        const first = last ?? (await this.options.rows.oldestOpen()) ?? begun_at;
        const from = first.getTime() - OVERLAP_MS;
        const since = new Date(from).toISOString();
        const query = `WorkflowType = "${WORKFLOW_TYPE}" AND CloseTime > "${since}"`;
        const list = temporal.client.workflow.list({ query, pageSize: PAGE });
        const closed = list[Symbol.asyncIterator]();
        let ids = new Set<string>();
        for (;;) {
            const next = await within(temporal, ANSWER_MS, () => closed.next());
            if (next.done === true) break;
            ids.add(next.value.workflowId);
            if (ids.size < PAGE) continue;
            await this.lookAtThese([...ids]);
            ids = new Set();
        }
        await this.lookAtThese([...ids]);
    }

    /** One page of those that should be open. */
    async lookAtQuiet(): Promise<void> {
        const ids = await this.options.rows.quiet(this.quiet, QUIET_MS, QUIET_PAGE);
        this.quiet = (ids.length < QUIET_PAGE ? undefined : ids.at(-1)) ?? NO_ID;
        await this.lookAtEach(ids);
    }

    /** Ends it here if it is not open there. */
    async look(execution_id: string): Promise<void> {
        const ending = await this.endingOf(execution_id);
        if (ending === null) return;
        const { endings, logger } = this.options;
        const told = await endings.end(execution_id, ending);
        if (told === null) return;
        const about = { event: "temporal.ended_outside", execution_id, kind: ending.kind };
        logger.warn(about, "An execution was ended from outside");
        await this.pass(told);
    }

    private async lookAtThese(ids: readonly string[]): Promise<void> {
        if (ids.length === 0) return;
        const uuids = ids.filter((id) => UUID.test(id));
        await this.lookAtEach(await this.options.rows.openAmong(uuids));
    }

    private async lookAtEach(ids: readonly string[]): Promise<void> {
        await atOnce(
            ids,
            (id) => this.look(id),
            (execution_id, error) => {
                const reason = reasonOf(error);
                const about = { event: "temporal.look_failed", execution_id, reason };
                this.options.logger.warn(about, "Will look again");
            }
        );
    }

    /** Null: it is open. */
    private async endingOf(execution_id: string): Promise<Ending | null> {
        const { temporal } = this.options;
        try {
            const { status, runId } = await within(temporal, ANSWER_MS, (client) =>
                client.workflow.getHandle(execution_id).describe()
            );
            if (OPEN.has(status.name)) return null;
            return endingOf(status.name, await lastWords(temporal, execution_id, runId));
        } catch (error) {
            if (!(error instanceof WorkflowNotFoundError)) throw error;
            return (await this.isElsewhere(execution_id)) ? null : LOST;
        }
    }

    /** A process that was given the wrong namespace must not end what others perform. */
    private async isElsewhere(execution_id: string): Promise<boolean> {
        const { rows, temporal, logger } = this.options;
        const { namespace } = temporal;
        if (!(await rows.isSplit(namespace))) return false;
        const about = { event: "temporal.not_here", execution_id, namespace };
        logger.error(about, "Not in this namespace, and there are workers in another one");
        return true;
    }

    /** What lies in their inboxes: said at once, and by the sweeper where this gets lost. */
    private async pass({ caller, children }: Told): Promise<void> {
        const { temporal } = this.options;
        const say = (id: string, what: "cancel" | "look"): Promise<unknown> =>
            within(temporal, ANSWER_MS, async ({ workflow }) => {
                const handle = workflow.getHandle(id);
                if (what === "cancel") await handle.cancel();
                else await handle.signal(LOOK);
            }).catch(() => undefined);
        for (const id of children) await say(id, "cancel");
        if (caller !== null) await say(caller, "look");
    }
}

/** `CONTINUED_AS_NEW` is never the newest run for long. */
const OPEN: ReadonlySet<string> = new Set([
    "RUNNING",
    "PAUSED",
    "CONTINUED_AS_NEW",
    "UNSPECIFIED",
    "UNKNOWN"
]);

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
