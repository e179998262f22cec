import { join } from "node:path";
import type { Target } from "../load/connection.ts";
import { Child, unusedPort } from "./child.ts";
import type { Database } from "./postgres.ts";

export interface Floor {
    readonly target: Target;
    readonly pid: number;
    readonly database: Database;
    stop(): Promise<void>;
}

export async function startFloor(database: Database, folder: string): Promise<Floor> {
    const port = await unusedPort();
    const { address } = database;
    const child = new Child(
        [join(import.meta.dirname, "../floor/server.ts")],
        {
            PATH: process.env["PATH"],
            NODE_ENV: "production",
            PORT: String(port),
            FLOOR_HOST: address.host,
            FLOOR_DATABASE: address.database,
            FLOOR_USER: address.user
        },
        join(folder, "floor.log")
    );
    await Promise.race([
        new Promise((resolve) => child.process.once("message", resolve)),
        child.ended.then(() => {
            throw new Error(`The floor did not start; see floor.log in ${folder}.`);
        })
    ]);
    return {
        target: { host: "127.0.0.1", port },
        pid: child.pid,
        database,
        stop: () => child.end("SIGKILL")
    };
}
