import { newId } from "../../platform/ids.ts";
import { topLevelNodes } from "../channel.ts";
import { readAnnouncement, readNews, write } from "./messages.ts";
import type { Announcement, News } from "./messages.ts";
import type { ExecutionKey, HubHint, Publication } from "../hub.ts";
import type { Wire } from "./wire.ts";

/**
 * What processes of one installation tell each other about executions, over Redis or Postgres. Nothing
 * on it has to arrive: facts are in the log, and whoever follows looks there from time to time.
 *
 * Whoever follows an execution listens to its topic, *then* says to all that it does (`watch`), and
 * looks at the log once more after that has gone round: what was stored in between, unheard, is there.
 * A process that stores facts passes them on only while somebody else said so; with one process, or
 * nobody who looks, the bus is silent and costs a lookup in an empty map.
 */
export interface BusListener {
    readonly onNews: (news: News) => void;
    /** Something may have been missed: of these, or of all that is followed. */
    readonly onGap: (execution_ids: readonly string[] | null) => void;
}

/** Announcements of one moment leave together. */
const GATHER_MS = 5;
/** Longer than an announcement takes to everybody who is not stuck. */
const ROUND_MS = 100;
const REPEAT_MS = 10_000;
const FORGET_MS = 30_000;
/** 37 bytes each: fits what Postgres carries. */
const IDS_TOGETHER = 150;
const ALL = "all";

export class Bus {
    private readonly wire: Wire;
    private readonly me = newId();
    private readonly onSessionEnded: (session_id: string) => void;
    private listener: BusListener | null = null;
    /** Followed here. */
    private readonly followed = new Set<string>();
    private fresh = new Set<string>();
    private gathering: NodeJS.Timeout | undefined;
    /** Followed elsewhere, until when. */
    private readonly wanted = new Map<string, number>();
    private readonly timers = new Set<NodeJS.Timeout>();
    private readonly repeat: NodeJS.Timeout;

    constructor(wire: Wire, onSessionEnded: (session_id: string) => void = () => undefined) {
        this.wire = wire;
        this.onSessionEnded = onSessionEnded;
        this.repeat = setInterval(() => this.onRepeat(), REPEAT_MS);
        this.repeat.unref();
        wire.hear({
            onMessage: (topic, text) => this.onMessage(topic, text),
            onUp: () => this.onUp()
        });
        void wire.listen(ALL);
    }

    get isUp(): boolean {
        return this.wire.isUp;
    }

    attach(listener: BusListener): void {
        this.listener = listener;
    }

    follow(execution_id: string): void {
        if (this.followed.has(execution_id)) return;
        this.followed.add(execution_id);
        void this.wire.listen(execution_id).then(() => {
            if (this.followed.has(execution_id)) this.announce(execution_id);
        });
    }

    unfollow(execution_id: string): void {
        if (!this.followed.delete(execution_id)) return;
        this.fresh.delete(execution_id);
        this.wire.unlisten(execution_id);
    }

    /** Whether somebody elsewhere said, not long ago, that they follow it. */
    isWanted(execution_id: string): boolean {
        if (this.wanted.size === 0) return false;
        const until = this.wanted.get(execution_id);
        return until !== undefined && until > performance.now();
    }

    publish(publication: Publication): void {
        if (!this.isWanted(publication.execution_id)) return;
        const { execution_id, first_seq, facts } = publication;
        const nodes = topLevelNodes(publication.plan);
        const news = { kind: "facts", ...keyOf(publication), first_seq, nodes } as const;
        const lines = facts.map((fact) => JSON.stringify(fact)).join("\n");
        const whole = write(this.me, { ...news, facts: lines });
        this.wire.say(execution_id, this.fits(whole) ? whole : write(this.me, news));
    }

    hint(execution: ExecutionKey, hint: HubHint): void {
        if (!this.isWanted(execution.execution_id)) return;
        const text = write(this.me, { kind: "hint", ...keyOf(execution), hint });
        if (this.fits(text)) this.wire.say(execution.execution_id, text);
    }

    /** Others need not find out by themselves. */
    sessionEnded(id: string): void {
        this.tell({ kind: "session_ended", id });
    }

    close(): void {
        clearInterval(this.repeat);
        clearTimeout(this.gathering);
        for (const timer of this.timers) clearTimeout(timer);
        this.listener = null;
    }

    private fits(text: string): boolean {
        return Buffer.byteLength(text) <= this.wire.max_bytes;
    }

    private tell(announcement: Announcement): void {
        this.wire.say(ALL, write(this.me, announcement));
    }

    private announce(execution_id: string): void {
        this.fresh.add(execution_id);
        this.gathering ??= setTimeout(() => {
            this.gathering = undefined;
            const ids = [...this.fresh];
            this.fresh = new Set();
            this.watch(ids);
            this.afterRound(ids);
        }, GATHER_MS);
    }

    private watch(ids: readonly string[]): void {
        for (let at = 0; at < ids.length; at += IDS_TOGETHER)
            this.tell({ kind: "watch", ids: ids.slice(at, at + IDS_TOGETHER) });
    }

    private afterRound(ids: readonly string[]): void {
        const timer = setTimeout(() => {
            this.timers.delete(timer);
            const still = ids.filter((id) => this.followed.has(id));
            if (still.length > 0) this.listener?.onGap(still);
        }, ROUND_MS);
        this.timers.add(timer.unref());
    }

    private onMessage(topic: string, text: string): void {
        if (topic === ALL) {
            const announcement = readAnnouncement(this.me, text);
            if (announcement !== null) this.onAnnouncement(announcement);
            return;
        }
        if (!this.followed.has(topic)) return;
        const news = readNews(this.me, text);
        if (news !== null) this.listener?.onNews(news);
    }

    private onAnnouncement(announcement: Announcement): void {
        switch (announcement.kind) {
            case "watch": {
                const until = performance.now() + FORGET_MS;
                for (const id of announcement.ids) this.wanted.set(id, until);
                return;
            }
            case "roll_call":
                this.watch([...this.followed]);
                return;
            case "session_ended":
                this.onSessionEnded(announcement.id);
        }
    }

    private onUp(): void {
        this.tell({ kind: "roll_call" });
        const ids = [...this.followed];
        this.watch(ids);
        this.listener?.onGap(null);
        this.afterRound(ids);
    }

    private onRepeat(): void {
        this.watch([...this.followed]);
        const now = performance.now();
        for (const [id, until] of this.wanted) if (until < now) this.wanted.delete(id);
    }
}

function keyOf({ execution_id, workspace_id, workflow_id }: ExecutionKey): ExecutionKey {
    return { execution_id, workspace_id, workflow_id };
}
