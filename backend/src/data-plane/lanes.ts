import type { Lane } from "@flowmaestro/shared/orchestrator/plan.ts";
import { FairLine } from "../platform/fair-line.ts";
import { PURE_THREADS } from "./lanes/pure-pool.ts";

/**
 * How many runs of a kind are under way at once, over all executions. `inline` needs no place: it is
 * over before the next begins. `pure` has as many places as there are threads for it.
 */
const PLACES: { readonly [L in Exclude<Lane, "inline">]: number } = {
    pure: PURE_THREADS,
    io: 256,
    llm: 64,
    code: 4
};

/** Of a lane's places, what one workspace may take: whoever comes next finds one free. */
const SHARE = 0.75;
const FEW = 4;

interface Room {
    busy: number;
    /** Somebody is being let in: whoever leaves meanwhile need not look for the next one. */
    admitting: boolean;
    readonly byWorkspace: Map<string, number>;
    readonly line: FairLine<{ readonly workspace_id: string; readonly work: Work }>;
}

type Work = (leave: () => void) => void;

export class Lanes {
    private readonly rooms = new Map<Lane, Room>();

    /** Calls `work` when there is a place; `work` says when it leaves. */
    enter(lane: Lane, workspace_id: string, work: Work): void {
        if (lane === "inline") {
            work(() => undefined);
            return;
        }
        const room = this.roomOf(lane);
        room.line.push(workspace_id, { workspace_id, work });
        admit(room, PLACES[lane]);
    }

    private roomOf(lane: Lane): Room {
        let room = this.rooms.get(lane);
        if (room === undefined) {
            room = { busy: 0, admitting: false, byWorkspace: new Map(), line: new FairLine() };
            this.rooms.set(lane, room);
        }
        return room;
    }
}

function admit(room: Room, places: number): void {
    if (room.admitting) return;
    room.admitting = true;
    // Where there are few, a share would leave places empty.
    const each = places < FEW ? places : Math.floor(places * SHARE);
    while (room.busy < places) {
        const next = room.line.shift((who) => busyOf(room, who) < each);
        if (next === undefined) break;
        const { workspace_id, work } = next;
        room.busy += 1;
        room.byWorkspace.set(workspace_id, busyOf(room, workspace_id) + 1);
        let left = false;
        work(() => {
            if (left) return;
            left = true;
            room.busy -= 1;
            const count = busyOf(room, workspace_id) - 1;
            if (count > 0) room.byWorkspace.set(workspace_id, count);
            else room.byWorkspace.delete(workspace_id);
            admit(room, places);
        });
    }
    room.admitting = false;
}

function busyOf(room: Room, workspace_id: string): number {
    return room.byWorkspace.get(workspace_id) ?? 0;
}
