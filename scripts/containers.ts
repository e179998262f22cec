/**
 * `npm run test:containers`: builds the images of infra/docker and brings docker-compose.yml up, on a
 * machine without a Docker engine or a registry of images. Bases are stand-ins made here; everything
 * above them is what is shipped. Needs Linux, root, and the packages it names; not part of `npm test`.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { found, inTemporal, start, visit, watch } from "./containers/flow.ts";
import type { Visit } from "./containers/flow.ts";
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
  - \`restart: unless-stopped\` brings back what ends; here what was stopped on purpose was started again;
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
        for (const service of ["web", "worker", "api"]) await stopped(stack, service);
    } catch (error) {
        await keepLogs(stack);
        throw error;
    } finally {
        await stack.remove();
    }
    say("stopped, and nothing is left but the images");
    console.log(DIFFERENCES);
    return 0;
}

/** They go with their containers otherwise. */
async function keepLogs(stack: Stack): Promise<void> {
    for (const service of stack.services) {
        await writeFile(join(folder, `${service}.log`), await stack.logs(service));
    }
}

async function walk(stack: Stack): Promise<void> {
    const { WEB, TEMPORAL_UI } = stack.ports;
    const person = await visit(`http://localhost:${WEB}`);
    say("through web: pages with the API's headers, signed in, a workflow published");
    const first = await watch(person, await start(person, 400));
    if (first.engine !== "temporal") throw new Error(`It ran on ${first.engine}, not on Temporal.`);
    say(`executed on ${first.engine}: ${first.facts} facts over the WebSocket, none missing`);
    const shown = await inTemporal(`http://localhost:${TEMPORAL_UI}`, first.execution_id);
    say(`in Temporal UI: ${shown}`);
    await replace(stack, person);
}

/** As a deploy does, in the middle of an execution. */
async function replace(stack: Stack, person: Visit): Promise<void> {
    const underway = await start(person, 3_000);
    await stopped(stack, "worker");
    await stack.start("worker");
    const { facts } = await watch(person, underway);
    say(`worker replaced in the middle of an execution: completed, ${facts} facts, none missing`);
    await stopped(stack, "api");
    await stack.start("api");
    const seconds = await found(person);
    await watch(person, await start(person, 100));
    say(`api replaced: web found it at its new address after ${seconds} s`);
}

/** Whoever is told to stop has to leave by itself, in time and without a complaint. */
async function stopped(stack: Stack, service: string): Promise<void> {
    const before = performance.now();
    await stack.stop(service);
    const { exit_code } = await stack.inspect(service);
    const seconds = ((performance.now() - before) / 1000).toFixed(1);
    if (exit_code !== 0) {
        const logs = (await stack.logs(service)).slice(-4_000);
        throw new Error(`${service} ended with ${exit_code} after ${seconds} s.\n${logs}`);
    }
    say(`${service} stopped by itself after ${seconds} s`);
}

function say(text: string): void {
    const seconds = Math.round((performance.now() - started) / 1000);
    console.log(`${String(seconds).padStart(4)} s  ${text}`);
}
