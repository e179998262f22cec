// The API on 3001, restarted when its sources change, and Vite on 3000, which passes /api and /ws on.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ensureInstalled } from "./lib/install.mjs";
import {
    loadEnv,
    pathInside,
    requireNode,
    root,
    runtimeNode,
    whenOrphaned
} from "./lib/runtime.mjs";

requireNode();
loadEnv();
await ensureInstalled();

const GRACE_MS = 8000;
const port = process.env.PORT ?? process.env.BACKEND_PORT ?? "3001";
const env = {
    ...process.env,
    PATH: pathInside(),
    PORT: port,
    APP_URL: process.env.APP_URL ?? "http://localhost:3000",
    FM_API_ORIGIN: `http://localhost:${port}`
};
let ending = false;

const children = [
    run(["--watch", "--watch-preserve-output", "backend/src/main.ts"]),
    run([join(root, "node_modules/vite/bin/vite.js"), "frontend", "--clearScreen", "false"])
];

function run(args) {
    // Groups of their own: Ctrl+C is passed on once, from here.
    const detached = process.platform !== "win32";
    const stdio = ["ignore", "inherit", "inherit"];
    const child = spawn(runtimeNode(), args, { cwd: root, env, stdio, detached });
    child.on("error", (error) => console.error(String(error)));
    child.on("exit", (code) => end(code ?? 0));
    return child;
}

/** One of them gone, or Ctrl+C: the other goes too. */
function end(code) {
    if (ending) return;
    ending = true;
    process.exitCode = code;
    // `node --watch` passes it on to what it watches, and waits.
    for (const child of children) child.kill("SIGTERM");
    setTimeout(() => children.forEach(killGroup), GRACE_MS).unref();
}

function killGroup(child) {
    try {
        process.kill(process.platform === "win32" ? child.pid : -child.pid, "SIGKILL");
    } catch {
        // It is gone already.
    }
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => end(0));
whenOrphaned(() => end(0));
