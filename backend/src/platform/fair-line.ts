/** First in, first out; taking from the front stays cheap however long it gets. */
export class Fifo<T> {
    private items: T[] = [];
    private head = 0;

    get size(): number {
        return this.items.length - this.head;
    }

    push(item: T): void {
        this.items.push(item);
    }

    shift(): T | undefined {
        const item = this.items[this.head];
        if (this.head === this.items.length) return undefined;
        this.head += 1;
        if (this.head === this.items.length) {
            this.items.length = 0;
            this.head = 0;
        } else if (this.head > 1_024 && this.head * 2 > this.items.length) {
            // Cutting the front off only now and then.
            this.items = this.items.slice(this.head);
            this.head = 0;
        }
        return item;
    }
}

/**
 * A line with a place for everybody: whoever takes from it takes one of each in turn, however many one
 * of them brought. Within one it is first in, first out.
 */
export class FairLine<T> {
    private readonly lines = new Map<string, Fifo<T>>();
    private readonly turns = new Fifo<string>();
    private count = 0;
    /** An empty one: where there is one workspace, its line ends and begins all the time. */
    private spare: Fifo<T> | null = null;

    get size(): number {
        return this.count;
    }

    push(who: string, item: T): void {
        let line = this.lines.get(who);
        if (line === undefined) {
            line = this.spare ?? new Fifo();
            this.spare = null;
            this.lines.set(who, line);
            this.turns.push(who);
        }
        line.push(item);
        this.count += 1;
    }

    /** The next one of whoever's turn it is; those that may not just now are passed over. */
    shift(may: (who: string) => boolean = () => true): T | undefined {
        for (let tries = this.turns.size; tries > 0; tries -= 1) {
            const who = this.turns.shift();
            const line = who === undefined ? undefined : this.lines.get(who);
            if (who === undefined || line === undefined) return undefined;
            const item = may(who) ? line.shift() : undefined;
            if (line.size > 0) this.turns.push(who);
            else this.rest(who, line);
            if (item === undefined) continue;
            this.count -= 1;
            return item;
        }
        return undefined;
    }

    private rest(who: string, line: Fifo<T>): void {
        this.lines.delete(who);
        this.spare = line;
    }
}
