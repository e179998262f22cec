import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { missingSecrets } from "../lib/stack-env.mjs";
import { must, run } from "./commands.ts";
import type { Podman } from "./podman.ts";

/**
 * docker-compose.yml on Podman. Podman 4.3 does not wait for a dependency to be healthy, so this does
 * what Docker's compose would: a service starts once the conditions under its `depends_on` hold.
 */
export interface Stack {
    readonly ports: Ports;
    readonly services: readonly string[];
    build(): Promise<void>;
    /** Until every service is healthy, or has ended well if that is its job. */
    up(say: (text: string) => void): Promise<void>;
    /** What the container of a service answers to `podman inspect`. */
    inspect(service: string): Promise<ContainerState>;
    logs(service: string): Promise<string>;
    /** Asks one to stop, as Docker does: SIGTERM or what its image says, 30 s, SIGKILL. */
    stop(service: string): Promise<void>;
    /** Once it is healthy again. */
    start(service: string): Promise<void>;
    /** Containers, volumes and networks of this project. */
    remove(): Promise<void>;
}

const PORTS = ["WEB", "API", "POSTGRES", "REDIS", "TEMPORAL", "TEMPORAL_UI"] as const;
export type Ports = Readonly<Record<(typeof PORTS)[number], number>>;

const PROJECT = "flowmaestro-test";
const ROOT = join(import.meta.dirname, "../..");
const UP_MS = 5 * 60_000;
/** Docker takes it from the image or the compose file; none of ours waits for longer. */
const GRACE_SECONDS = 30;

const serviceSchema = z.looseObject({
    image: z.string(),
    build: z.unknown().optional(),
    depends_on: z
        .record(
            z.string(),
            z.object({ condition: z.enum(["service_healthy", "service_completed_successfully"]) })
        )
        .default({}),
    volumes: z.array(z.string()).default([])
});
const composeSchema = z.looseObject({ services: z.record(z.string(), serviceSchema) });
type Compose = z.infer<typeof composeSchema>;

const stateSchema = z.object({
    State: z.object({ Status: z.string(), ExitCode: z.int() }),
    Config: z.object({ Healthcheck: z.unknown().optional() })
});
export interface ContainerState {
    readonly status: string;
    readonly exit_code: number;
    readonly has_check: boolean;
}

export async function openStack(podman: Podman, folder: string): Promise<Stack> {
    const ports = await freePorts();
    const env = { ...podman.env, ...environment(ports) };
    const compose = await readCompose(podman, env);
    const file = join(folder, "compose.json");
    await writeFile(file, JSON.stringify(withoutOrder(compose), null, 4));
    const log = join(folder, "compose.log");
    const call = (minutes: number, ...args: string[]): Promise<string> =>
        must(podman.compose, ["-p", PROJECT, "-f", file, ...args], { env, minutes, log });
    const name = (service: string): string => `${PROJECT}_${service}_1`;
    const inspect = (service: string): Promise<ContainerState> => inspected(podman, name(service));
    const logs = async (service: string): Promise<string> => {
        const said = await run("podman", ["logs", "--tail", "1000", name(service)], podman);
        return said.output + said.complaint;
    };
    return {
        ports,
        services: Object.keys(compose.services),
        inspect,
        logs,
        build: async () => {
            // Its other format keeps no health checks.
            const docker = { ...env, BUILDAH_FORMAT: "docker" };
            const options = { env: docker, minutes: 20, isPatient: true, log };
            const args = ["--podman-build-args=--pull=never", "-p", PROJECT, "-f", file, "build"];
            await must(podman.compose, [...args, ...builders(compose)], options);
        },
        up: (say) =>
            startInOrder(compose, say, {
                start: (service) => call(3, "up", "--detach", "--no-build", service),
                holds: (service, condition) => holds(podman, name(service), condition),
                logs
            }),
        stop: async (service) => {
            const args = ["stop", "--time", String(GRACE_SECONDS), name(service)];
            await must("podman", args, { env: podman.env, log });
        },
        start: async (service) => {
            await must("podman", ["start", name(service)], { env: podman.env, log });
            const end = Date.now() + UP_MS;
            while (!(await holds(podman, name(service), "service_healthy"))) {
                if (Date.now() > end) throw new Error(`${service} did not come back.`);
                await sleep(1_000);
            }
        },
        remove: async () => {
            const args = ["down", "--volumes", "--timeout", String(GRACE_SECONDS)];
            const options = { env, minutes: 3, isCleanup: true, log };
            await must(podman.compose, ["-p", PROJECT, "-f", file, ...args], options);
        }
    };
}

/** What `.env` would hold, with ports that nobody uses. */
function environment(ports: Ports): NodeJS.ProcessEnv {
    const lines = missingSecrets("").map((line) => line.trim().split("=", 2) as [string, string]);
    return {
        ...Object.fromEntries(lines),
        ...Object.fromEntries(PORTS.map((name) => [`STACK_${name}_PORT`, String(ports[name])])),
        STACK_APP_URL: `http://localhost:${ports.WEB}`,
        STACK_TEMPORAL_UI_URL: `http://localhost:${ports.TEMPORAL_UI}`,
        STACK_VERSION: "test"
    };
}

async function freePorts(): Promise<Ports> {
    const servers = PORTS.map(() => createServer());
    const found = await Promise.all(
        servers.map(
            (server) =>
                new Promise<number>((resolve) => {
                    server.listen(0, "127.0.0.1", () => {
                        const address = server.address();
                        resolve(typeof address === "object" && address ? address.port : 0);
                    });
                })
        )
    );
    for (const server of servers) server.close();
    return Object.fromEntries(PORTS.map((name, index) => [name, found[index] ?? 0])) as Ports;
}

/** The file with its variables filled in and its anchors resolved. */
async function readCompose(podman: Podman, env: NodeJS.ProcessEnv): Promise<Compose> {
    const python = join(podman.compose, "../python");
    const convert = "import sys, yaml, json; json.dump(yaml.safe_load(sys.stdin), sys.stdout)";
    const pipe = '"$0" -f "$1" config 2>/dev/null | "$2" -c "$3"';
    const file = join(ROOT, "docker-compose.yml");
    const text = await must("sh", ["-c", pipe, podman.compose, file, python, convert], { env });
    return composeSchema.parse(JSON.parse(text));
}

/** One service for each image of ours: several share the server's. */
function builders({ services }: Compose): readonly string[] {
    const built = Object.entries(services).filter(([, { build }]) => build !== undefined);
    return [...new Map(built.map(([name, { image }]) => [image, name])).values()];
}

function withoutOrder(compose: Compose): object {
    const services = Object.entries(compose.services).map(([name, service]) => {
        const { depends_on: _, ...rest } = service;
        const volumes = rest.volumes.map((volume) => volume.replace(/^\.\//, `${ROOT}/`));
        return [name, { ...rest, volumes }] as const;
    });
    return { ...compose, services: Object.fromEntries(services) };
}

type Condition = "service_healthy" | "service_completed_successfully";

interface Starting {
    start(service: string): Promise<unknown>;
    holds(service: string, condition: Condition): Promise<boolean>;
    logs(service: string): Promise<string>;
}

async function startInOrder(
    { services }: Compose,
    say: (text: string) => void,
    { start, holds: check, logs }: Starting
): Promise<void> {
    const end = Date.now() + UP_MS;
    const waiting = new Map(Object.entries(services));
    const wanted = new Map(
        Object.keys(services).map((name) => [name, finalCondition(name, services)] as const)
    );
    const reached = new Set<string>();
    while (wanted.size > 0) {
        for (const [name, service] of waiting) {
            const needs = Object.entries(service.depends_on);
            const isReady = needs.every(([other, { condition }]) =>
                reached.has(`${other} ${condition}`)
            );
            if (!isReady) continue;
            waiting.delete(name);
            await start(name);
        }
        for (const [name, condition] of wanted) {
            if (waiting.has(name) || !(await check(name, condition))) continue;
            wanted.delete(name);
            reached.add(`${name} ${condition}`);
            say(`${name} ${condition === "service_healthy" ? "is healthy" : "ended well"}`);
        }
        if (Date.now() > end) {
            const [late] = wanted.keys();
            const all = [...wanted.keys()].join(", ");
            throw new Error(
                `Not up in time: ${all}.\n${late ? (await logs(late)).slice(-4_000) : ""}`
            );
        }
        await sleep(1_000);
    }
}

/** What others ask of it; what nobody asks anything of has to be healthy. */
function finalCondition(name: string, services: Compose["services"]): Condition {
    const asked = Object.values(services).flatMap(({ depends_on }) => depends_on[name] ?? []);
    return asked[0]?.condition ?? "service_healthy";
}

async function holds(podman: Podman, container: string, condition: Condition): Promise<boolean> {
    const state = await inspected(podman, container);
    if (condition === "service_completed_successfully") {
        return state.status === "exited" && state.exit_code === 0;
    }
    if (state.status !== "running") return false;
    if (!state.has_check) throw new Error(`${container} has no health check.`);
    return (await run("podman", ["healthcheck", "run", container], podman)).code === 0;
}

async function inspected({ env }: Podman, container: string): Promise<ContainerState> {
    const text = await must("podman", ["inspect", "--type", "container", container], { env });
    const [found] = z.array(stateSchema).parse(JSON.parse(text));
    if (found === undefined) throw new Error(`There is no container ${container}.`);
    return {
        status: found.State.Status,
        exit_code: found.State.ExitCode,
        has_check: found.Config.Healthcheck !== undefined
    };
}
