// Plain JavaScript on purpose: `npm start` runs this on the system's Node, with nothing installed.
import { spawn } from "node:child_process";
import { ensureInstalled } from "./lib/install.mjs";
import {
    loadEnv,
    pathInside,
    refuse,
    requireNode,
    root,
    runtimeNode,
    whenOrphaned
} from "./lib/runtime.mjs";
import { ensureBuilt } from "./lib/spa.mjs";

// `npm start` does everything in one process; `start:api` and `start:worker` name a role.
const ROLES = ["api", "worker"];
const [role] = process.argv.slice(2);
if (role !== undefined && !ROLES.includes(role))
    refuse(`There is no role "${role}": choose from ${ROLES.join(", ")}.`);

requireNode();
loadEnv();
await ensureInstalled();
if (role !== "worker") await ensureBuilt();
serve();

function serve() {
    // A process group of its own: Ctrl+C in a terminal reaches everybody in a group, and the
    // server (and the database it started) must hear of it once, from here. The open channel lets
    // the server notice when this process is killed outright.
    const server = spawn(runtimeNode(), ["backend/src/main.ts"], {
        cwd: root,
        stdio: ["ignore", "inherit", "inherit", "ipc"],
        detached: process.platform !== "win32",
        env: { ...process.env, ...(role ? { FM_ROLE: role } : {}), PATH: pathInside() }
    });
    server.on("error", (error) => refuse(`The server could not be started: ${error.message}`));
    server.on("exit", (code, signal) => process.exit(code ?? (signal ? 128 : 1)));

    whenOrphaned(() => server.kill("SIGTERM"));

    let last = -Infinity;
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
        process.on(signal, () => {
            // npm passes on what the terminal has already sent to everybody.
            if (performance.now() - last < 1000) return;
            last = performance.now();
            server.kill(signal === "SIGHUP" ? "SIGTERM" : signal);
        });
    }
}
