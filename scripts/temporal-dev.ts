import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { NoTemporal } from "../backend/test/temporal-binary.ts";
import { startTemporalServer } from "../backend/test/temporal-server.ts";
import type { TemporalServer } from "../backend/test/temporal-server.ts";

/**
 * `npm run temporal:dev`: a Temporal server for one machine, with its pages. Its data is kept beside
 * FlowMaestro's, in DATA_DIR.
 */
const root = resolve(import.meta.dirname, "..");
// Not by Node's own option, which says on every start that there is none.
const env_file = join(root, ".env");
if (existsSync(env_file)) process.loadEnvFile(env_file);
const port = portFrom("TEMPORAL_DEV_PORT", 7233);
const ui_port = portFrom("TEMPORAL_DEV_UI_PORT", 8088);
const data = resolve(root, process.env["DATA_DIR"] ?? ".flowmaestro");
const db_filename = join(data, "temporal.db");

let server: TemporalServer;
try {
    server = await startTemporalServer({ port, ui_port, db_filename, say: console.log });
} catch (error) {
    if (!(error instanceof NoTemporal)) throw error;
    console.error(`\nTemporal could not be started: ${error.message}.\n`);
    process.exit(1);
}
// Killed outright it would leave the server behind.
process.once("exit", () => server.abandon());
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => void server.stop());
}
process.on("disconnect", () => void server.stop());

console.log(`
Temporal is ready.

    Pages   ${server.ui_url}
    Data    ${db_filename}
    Stop    Ctrl+C

FlowMaestro on it, in another terminal:

    export TEMPORAL_ADDRESS=${server.address} TEMPORAL_UI_URL=${server.ui_url}
    npm start
`);
await server.ended;

function portFrom(variable: string, usual: number): number {
    const text = process.env[variable]?.trim() ?? "";
    if (text === "") return usual;
    const given = Number(text);
    if (Number.isInteger(given) && given > 0 && given <= 65_535) return given;
    console.error(`${variable} is ${JSON.stringify(text)}, which is not a port.`);
    process.exit(1);
}
