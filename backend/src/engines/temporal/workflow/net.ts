import type { Delta, Open } from "@flowmaestro/shared/orchestrator/open.ts";

/** What several deltas come to: what was opened and ended between two takings never shows. */
export class Net {
    private readonly opened = new Map<string, Open>();
    private readonly ended = new Set<string>();

    add({ opened, ended }: Delta): void {
        for (const id of ended) {
            this.opened.delete(id);
            this.ended.add(id);
        }
        for (const open of opened) this.opened.set(open.id, open);
    }

    take(): Delta {
        const taken = { opened: [...this.opened.values()], ended: [...this.ended] };
        this.opened.clear();
        this.ended.clear();
        return taken;
    }
}
