import type { Options } from "../options.ts";
import type { Floor } from "../setup/floor.ts";
import type { PostgresServer } from "../setup/postgres.ts";
import type { Product, ProductOptions } from "../setup/product.ts";

/** One line of the table. */
export interface Row {
    readonly what: string;
    /** The figure a gate or target speaks of, in words and with its spread. */
    readonly figure: string;
    readonly details: { readonly [name: string]: string };
    readonly gate?: string;
    readonly target?: string;
    /** Null where there is nothing to compare with. */
    readonly passes: boolean | null;
    readonly reaches_target: boolean | null;
}

export interface Outcome {
    readonly rows: readonly Row[];
    /** Anything but none fails the run, whatever the figures. */
    readonly errors: readonly string[];
    /** Everything that was measured, for the JSON. */
    readonly data: unknown;
}

export interface Bench {
    readonly options: Options;
    readonly postgres: PostgresServer;
    readonly folder: string;
    /** The floor and a product that scenarios share; whoever ends or floods it starts another. */
    floor(): Promise<Floor>;
    product(): Promise<Product>;
    /** One of its own, on a database of its own. */
    freshProduct(name: string, extra?: Partial<ProductOptions>): Promise<Product>;
}

export interface Scenario {
    readonly id: string;
    readonly title: string;
    /** Too long, or too much to have at hand, for the short form. */
    readonly isTooLongForShort?: boolean;
    readonly run: (bench: Bench) => Promise<Outcome>;
}
