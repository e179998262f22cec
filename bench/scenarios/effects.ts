import { effectChain } from "../definitions.ts";
import { compare } from "./efficiency.ts";
import { CHAIN, executeShot, floorShot } from "./execute.ts";
import type { Scenario } from "./scenario.ts";

export const P1B: Scenario = {
    id: "P1b",
    title: "effects-5: five runs outside, each awaited on disk",
    run: async (bench) => {
        const product = await bench.product();
        const floor = await bench.floor();
        const workflow_id = await product.publish("effects-5", effectChain(5));
        return compare(bench, {
            title: "effects-5",
            workflow_id,
            subject: {
                name: "product",
                target: product.target,
                pid: product.pid,
                shot: () => executeShot(product, workflow_id, CHAIN)
            },
            floor: {
                name: "floor step",
                target: floor.target,
                pid: floor.pid,
                shot: () => floorShot("/step/5")
            },
            gate: 0.25,
            target: 0.5,
            floor_rows: 5,
            database: product.options.database
        });
    }
};
