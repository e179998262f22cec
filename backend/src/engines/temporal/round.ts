import type { Logger } from "../../platform/logger.ts";
import type { Look, Looks } from "./looks.ts";
import { reasonOf } from "./patience.ts";

export interface RoundOptions {
    readonly looks: Looks;
    readonly logger: Logger;
    readonly what: string;
    readonly every_ms: number;
    readonly work: (look: Look) => Promise<void>;
}

/** Done again and again, by one process of all, never twice at once in this one. */
export class Round {
    private readonly options: RoundOptions;
    private timer: NodeJS.Timeout | undefined;
    private under_way: Promise<void> = Promise.resolve();
    private isOver = false;
    private isFailing = false;

    constructor(options: RoundOptions) {
        this.options = options;
    }

    begin(): void {
        this.again();
    }

    /** Nothing is under way any more when it resolves. */
    async end(): Promise<void> {
        this.isOver = true;
        clearTimeout(this.timer);
        await this.under_way;
    }

    private again(): void {
        if (this.isOver) return;
        this.timer = setTimeout(() => {
            this.under_way = this.go().finally(() => this.again());
        }, this.options.every_ms);
        this.timer.unref();
    }

    private async go(): Promise<void> {
        const { looks, what, every_ms, work, logger } = this.options;
        try {
            const look = await looks.begin(what, every_ms);
            if (look === null) return;
            await work(look);
            await looks.done(what, look);
            this.isFailing = false;
        } catch (error) {
            // Said once, however long Temporal or the database is away.
            if (this.isFailing) return;
            this.isFailing = true;
            const reason = reasonOf(error);
            logger.warn({ event: "temporal.round_failed", what, reason }, "Will look again");
        }
    }
}
