/**
 * `npm run test:containers`: builds the images of infra/docker and brings docker-compose.yml up, on a
 * machine without a Docker engine or a registry of images. Bases are stand-ins made here; everything
 * above them is what is shipped. Needs Linux, root, and the packages it names; not part of `npm test`.
 */
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inTemporal, walkThrough } from "./containers/flow.ts";
import { missing, preparePodman } from "./containers/podman.ts";
import { openStack } from "./containers/stack.ts";
import type { Stack } from "./containers/stack.ts";
import { buildStandIns } from "./containers/stand-ins.ts";

const DIFFERENCES = `
What a real engine does differently:
  - the bases come from their registries: node, nginx, redis and pgvector as their projects build them,
    Temporal's images on Alpine. Here they are Debian with the same Node, Debian's nginx, Redis and
    Postgres 15, and Temporal's server, tools and UI of the very versions, built from their sources;
  - health checks run by themselves, and \`depends_on\` waits for them; here this script asked each one
    and started what was due;
  - \`restart: unless-stopped\` brings back what ended; nothing was left to end here but once, on purpose;
  - \`nofile\` and \`nproc\` are the engine's own; here they were lowered to what this machine allows.
`;

const folder = process.env.FM_CONTAINERS_DIR ?? join(tmpdir(), "flowmaestro-containers");
const started = performance.now();

try {
    process.exitCode = await main();
} catch (error) {
    console.error(`\n${error instanceof Error ? error.message : String(error)}`);
    console.error(`\nLogs are in ${folder}.`);
    process.exitCode = 1;
}

async function main(): Promise<number> {
    const lacking = await missing();
    if (lacking !== null) {
        console.error(lacking);
        return 1;
    }
    await mkdir(folder, { recursive: true });
    const podman = await preparePodman(folder);
    await buildStandIns(podman, folder, say);
    const stack = await openStack(podman, folder);
    await stack.remove();
    try {
        await stack.build();
        say("our images are built");
        await stack.up(say);
        await walk(stack);
        await stopAll(stack);
    } finally {
        await stack.remove();
    }
    say("stopped, and nothing is left but the images");
    console.log(DIFFERENCES);
    return 0;
}

async function walk({ ports }: Stack): Promise<void> {
    const flow = await walkThrough(`http://localhost:${ports.WEB}`, say);
    if (flow.engine !== "temporal") throw new Error(`It ran on ${flow.engine}, not on Temporal.`);
    const shown = await inTemporal(`http://localhost:${ports.TEMPORAL_UI}`, flow.execution_id);
    say(`in Temporal UI: ${shown}`);
}

/** Whoever is told to stop has to leave by itself, in time and without a complaint. */
async function stopAll(stack: Stack): Promise<void> {
    for (const service of ["web", "worker", "api"]) {
        const before = performance.now();
        await stack.stop(service);
        const { exit_code } = await stack.inspect(service);
        const seconds = ((performance.now() - before) / 1000).toFixed(1);
        if (exit_code !== 0) {
            throw new Error(
                `${service} ended with ${exit_code} after ${seconds} s.\n${await stack.logs(service)}`
            );
        }
        say(`${service} stopped by itself after ${seconds} s`);
    }
}

function say(text: string): void {
    const seconds = Math.round((performance.now() - started) / 1000);
    console.log(`${String(seconds).padStart(4)} s  ${text}`);
}
