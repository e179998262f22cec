import { parseArgs } from "node:util";

export interface Options {
    /** Empty: all. */
    readonly only: readonly string[];
    readonly seconds: number;
    readonly pairs: number;
    readonly clients: readonly number[];
    readonly kills: number;
    /** Small numbers everywhere: whether it works, not how fast it is. */
    readonly short: boolean;
    readonly json: string | null;
    /** Where the product leaves its CPU profile (`--cpu-prof`) when it ends. */
    readonly profile: string | null;
}

const HELP = `npm run bench -- [scenario …] [options]

    --only P1a,P4     some scenarios: the same as naming them
    --seconds 6       length of a cell
    --pairs 5         how often subject and floor alternate
    --clients 1,10,50
    --kills 5         rounds of kill -9 (P12)
    --short           under three minutes; nothing is gated but errors and row counts
    --json FILE       where all figures go
    --profile FOLDER  the shared product writes a CPU profile there
`;

export function readOptions(args: readonly string[]): Options | string {
    const { values, positionals } = parseArgs({
        args: [...args],
        allowPositionals: true,
        options: {
            only: { type: "string" },
            seconds: { type: "string" },
            pairs: { type: "string" },
            clients: { type: "string" },
            kills: { type: "string" },
            short: { type: "boolean", default: false },
            json: { type: "string" },
            profile: { type: "string" },
            help: { type: "boolean", default: false }
        }
    });
    if (values.help) return HELP;
    const { short } = values;
    const number = (text: string | undefined, otherwise: number): number => {
        const value = text === undefined ? otherwise : Number(text);
        if (!(value > 0)) throw new Error(`Not a number above 0: ${text}`);
        return value;
    };
    const list = (text: string | undefined): string[] => text?.split(",").filter(Boolean) ?? [];
    const clients = list(values.clients).map((text) => number(text, 1));
    return {
        only: [...list(values.only), ...positionals],
        seconds: number(values.seconds, short ? 1 : 6),
        pairs: number(values.pairs, short ? 2 : 5),
        clients: clients.length > 0 ? clients : short ? [10] : [1, 10, 50],
        kills: number(values.kills, short ? 1 : 5),
        short,
        json: values.json ?? null,
        profile: values.profile ?? null
    };
}
