import { LIGHT_5 } from "../definitions.ts";
import { compare } from "./efficiency.ts";
import { executeShot, floorShot } from "./execute.ts";
import type { Scenario } from "./scenario.ts";

export const P1A: Scenario = {
    id: "P1a",
    title: "light-5: five light nodes, Prefer: wait, all durable before the answer",
    run: async (bench) => {
        const product = await bench.product();
        const floor = await bench.floor();
        const workflow_id = await product.publish("light-5", LIGHT_5);
        return compare(bench, {
            title: "light-5",
            workflow_id,
            subject: {
                name: "product",
                target: product.target,
                pid: product.pid,
                shot: () => executeShot(product, workflow_id)
            },
            floor: {
                name: "floor record",
                target: floor.target,
                pid: floor.pid,
                shot: () => floorShot("/record/5")
            },
            gate: 0.15,
            target: 0.4,
            floor_rows: 1,
            database: product.options.database
        });
    }
};
