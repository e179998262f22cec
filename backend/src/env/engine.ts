import { z } from "zod";
import { kind, portOf } from "./kinds.ts";
import type { Reader } from "./reader.ts";
import { TEMPORAL_ADDRESS, readTemporal } from "./temporal.ts";
import type { TemporalEnv } from "./temporal.ts";

export interface EngineEnv {
    /** Where new executions run. */
    readonly engine: "embedded" | "temporal";
    /** Null unless the engine is Temporal. */
    readonly temporal: TemporalEnv | null;
    /**
     * What this process does: `api` answers requests, `worker` performs what Temporal hands out, `all`
     * does both. Set by the start scripts.
     */
    readonly role: "all" | "api" | "worker";
    /** Where a worker answers probes; null: nowhere. */
    readonly worker_health_port: number | null;
}

export function readEngine(reader: Reader): EngineEnv {
    const chosen = reader.read("ENGINE", ENGINE);
    const role = reader.read("FM_ROLE", ROLE) ?? "all";
    const engine = chosen ?? (reader.text(TEMPORAL_ADDRESS) ? "temporal" : "embedded");
    const temporal = engine === "temporal" ? readTemporal(reader) : null;
    // Somebody meant Temporal: to run everything embedded instead would not be noticed for days.
    const stray = chosen === undefined && engine === "embedded" && reader.named("TEMPORAL_")[0];
    if (stray) {
        const solution = "Set TEMPORAL_ADDRESS too, unset it, or set ENGINE=embedded.";
        reader.problem(stray, "is set, but TEMPORAL_ADDRESS is not.", solution);
    } else if (role !== "all" && engine === "embedded") {
        reader.problem(
            "FM_ROLE",
            `is ${role}, but API and workers are processes of their own on Temporal only: the embedded engine runs in the process that answers requests.`,
            "Set TEMPORAL_ADDRESS (npm run temporal:dev starts a server), or use npm start for both in one."
        );
    }
    const worker_health_port = reader.read("WORKER_HEALTH_PORT", portOf(3002)) ?? null;
    return { engine, temporal, role, worker_health_port };
}

const ENGINE = kind(
    z.enum(["embedded", "temporal"]),
    "which is no engine",
    "Use embedded or temporal, or leave it out: TEMPORAL_ADDRESS decides."
);
const ROLE = kind(
    z.enum(["all", "api", "worker"]),
    "which is no role",
    "Use npm start, npm run start:api or npm run start:worker, which set it."
);
