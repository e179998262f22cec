import { WorkflowNotFoundError } from "@temporalio/client";
import type { Logger } from "../../platform/logger.ts";
import type { SignalRequest } from "../engine.ts";
import type { InboxRows } from "../hosting/inbox-rows.ts";
import { finished, TERMINAL } from "../hosting/settle-outcome.ts";
import type { Launcher } from "./launcher.ts";
import type { Look } from "./looks.ts";
import { atOnce, within, reasonOf } from "./patience.ts";
import type { Temporal } from "./patience.ts";
import type { Reconciler } from "./reconciler.ts";
import { BEGINNING } from "./temporal-rows.ts";
import type { Place, TemporalRows, UnsettledRow } from "./temporal-rows.ts";
import { LOOK } from "./workflow/protocol.ts";

export interface SweeperOptions {
    readonly temporal: Temporal;
    readonly rows: TemporalRows;
    readonly inbox: InboxRows;
    readonly launcher: Launcher;
    readonly reconciler: Reconciler;
    readonly logger: Logger;
    readonly signal: (request: SignalRequest) => Promise<unknown>;
}

const START_AFTER_MS = 15_000;
const TELL_AFTER_MS = 2_000;
/** A workflow that nobody performs must not fill its history with "look". */
const TELL_MOST_MS = 60_000;
const ANSWER_MS = 5_000;
const PAGE = 100;
const PAGES = 10;

/**
 * What was stored and did not get through: rows without a workflow, news that no turn has read,
 * children of callers that are gone. Each is found in a small index, and telling it once more does
 * nothing where it was heard.
 */
export class Sweeper {
    private readonly options: SweeperOptions;
    private starts: Place = BEGINNING;

    constructor(options: SweeperOptions) {
        this.options = options;
    }

    /** Rows whose workflow was never started, children too. */
    async startPending(): Promise<void> {
        const { rows, launcher, reconciler } = this.options;
        for (let pages = 0; pages < PAGES; pages += 1) {
            const page = await rows.unstarted(this.starts, START_AFTER_MS, PAGE);
            await atOnce(
                page,
                async (row) => {
                    const came = await launcher.relaunch(row);
                    if (came === "closed") await reconciler.look(row.id);
                },
                ({ id }, error) => this.complain(id, error)
            );
            const last = page.at(-1);
            this.starts = last === undefined ? BEGINNING : { at: last.place, id: last.id };
            if (page.length < PAGE) {
                this.starts = BEGINNING;
                return;
            }
        }
    }

    /** News that lie in inboxes, told less and less often. */
    async tellAgain({ begun_at, last }: Look): Promise<void> {
        const { rows } = this.options;
        const since = last === null ? TELL_MOST_MS : begun_at.getTime() - last.getTime();
        let place = BEGINNING;
        for (let pages = 0; pages < PAGES; pages += 1) {
            const page = await rows.unsettled(place, TELL_AFTER_MS, PAGE);
            const due = page.filter(({ age_ms }) => isDue(age_ms, Math.min(since, TELL_MOST_MS)));
            await atOnce(
                [...byExecution(due)],
                ([, news]) => this.tell(news),
                ([id], error) => this.complain(id, error)
            );
            const end = page.at(-1);
            if (end === undefined || page.length < PAGE) return;
            place = { at: end.place, id: end.id };
        }
    }

    /** Children that are waited for by nobody any more. */
    async cancelOrphans(): Promise<void> {
        const { rows, signal } = this.options;
        for (const { id, workspace_id } of await rows.orphans(PAGE))
            await signal({
                execution_id: id,
                workspace_id,
                dedupe_key: "cancel:caller",
                signal: { kind: "cancel", by: "system", reason: "Its caller has ended." }
            });
    }

    private complain(execution_id: string, error: unknown): void {
        const reason = reasonOf(error);
        const about = { event: "temporal.sweep_failed", execution_id, reason };
        this.options.logger.warn(about, "Will be tried again");
    }

    /** Rows of one execution. */
    private async tell(news: readonly UnsettledRow[]): Promise<void> {
        const { temporal, inbox, reconciler } = this.options;
        const [first] = news;
        if (first === undefined) return;
        const { execution_id, status } = first;
        if (TERMINAL.has(status)) {
            for (const { id, kind } of news) await inbox.settle(id, finished(kind, status));
            return;
        }
        // It is started first; then its first turn reads them.
        if (status === "pending") return;
        const isCancel = news.some(({ kind }) => kind === "cancel");
        try {
            await within(temporal, ANSWER_MS, async ({ workflow }) => {
                const handle = workflow.getHandle(execution_id);
                if (isCancel) await handle.cancel();
                await handle.signal(LOOK);
            });
        } catch (error) {
            if (!(error instanceof WorkflowNotFoundError)) throw error;
            await reconciler.look(execution_id);
        }
    }
}

/** At 2 s, 4 s, 8 s, … and then every minute: whether one of these fell into the last `since_ms`. */
export function isDue(age_ms: number, since_ms: number): boolean {
    if (age_ms >= TELL_MOST_MS)
        return age_ms % TELL_MOST_MS < since_ms || age_ms - since_ms < TELL_MOST_MS;
    for (let at = TELL_AFTER_MS; at <= age_ms; at *= 2) if (at > age_ms - since_ms) return true;
    return false;
}

function byExecution(rows: readonly UnsettledRow[]): Map<string, UnsettledRow[]> {
    const by = new Map<string, UnsettledRow[]>();
    for (const row of rows) {
        const known = by.get(row.execution_id);
        if (known === undefined) by.set(row.execution_id, [row]);
        else known.push(row);
    }
    return by;
}
