import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Options } from "../options.ts";
import type { Bench } from "../scenarios/scenario.ts";
import { startFloor } from "./floor.ts";
import type { Floor } from "./floor.ts";
import { startPostgres } from "./postgres.ts";
import { Product } from "./product.ts";

/** Everything is started when it is first asked for, and ended with this. */
export async function openBench(
    options: Options,
    folder: string
): Promise<Bench & AsyncDisposable> {
    await using opening = new AsyncDisposableStack();
    const postgres = await startPostgres();
    opening.defer(() => postgres.stop());
    const resources = opening.move();
    let floor: Promise<Floor> | null = null;
    let product: Promise<Product> | null = null;
    const freshProduct: Bench["freshProduct"] = async (name, extra = {}) => {
        const own = join(folder, name);
        await mkdir(own, { recursive: true });
        const database = await postgres.create(name);
        const started = await Product.start({ database, folder: own, ...extra });
        resources.defer(() => started.stop());
        await started.register("Bench");
        return started;
    };
    return {
        options,
        postgres,
        folder,
        freshProduct,
        product: () => (product ??= freshProduct("product", { node_flags: profiling(options) })),
        floor: () => (floor ??= openFloor()),
        [Symbol.asyncDispose]: () => resources.disposeAsync()
    };

    async function openFloor(): Promise<Floor> {
        const started = await startFloor(await postgres.create("floor"), folder);
        resources.defer(() => started.stop());
        return started;
    }
}

function profiling({ profile }: Options): string[] {
    return profile === null ? [] : ["--cpu-prof", `--cpu-prof-dir=${profile}`];
}
