import { existsSync } from "node:fs";
import { copyFile, cp, mkdir, readFile, readdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { isThere } from "./podman.ts";
import type { Podman } from "./podman.ts";
import { must, run } from "./commands.ts";

const ROOT = join(import.meta.dirname, "../..");
const RECIPES = join(ROOT, "infra/docker/stand-ins");
const DEBIAN = "docker.io/library/debian:bookworm-slim";
const CLI = "github.com/temporalio/cli/cmd/temporal@v1.5.1";

/** Which recipe stands in for which image; what is named in our files and not here is built by us. */
const TARGETS: ReadonlyArray<readonly [RegExp, string]> = [
    [/\/library\/node:/, "node"],
    [/\/library\/nginx:/, "nginx"],
    [/\/library\/redis:/, "redis"],
    [/\/pgvector\/pgvector:/, "postgres"],
    [/\/temporalio\/server:/, "temporal-server"],
    [/\/temporalio\/admin-tools:/, "temporal-admin-tools"],
    [/\/temporalio\/ui:/, "temporal-ui"]
];

/** Builds each under the name of the real one, from what this machine's package mirrors have. */
export async function buildStandIns(
    podman: Podman,
    folder: string,
    say: (text: string) => void
): Promise<readonly string[]> {
    const images = await namedImages();
    await importDebian(podman, folder, say);
    const context = join(folder, "context");
    await fillContext(context, folder, images, say);
    for (const image of images) {
        const target = TARGETS.find(([pattern]) => pattern.test(image))?.[1];
        if (target === undefined) throw new Error(`There is no stand-in for ${image}.`);
        say(`stand-in ${image}`);
        await must(
            "podman",
            [
                ...["build", "--pull=never", "--layers", "--target", target, "--tag", image],
                ...["--file", join(RECIPES, "Dockerfile"), context]
            ],
            { env: podman.env, minutes: 10, isPatient: true, log: join(folder, "stand-ins.log") }
        );
    }
    return images;
}

/** The images that our own files name, so that nothing has to be kept in step with them. */
async function namedImages(): Promise<readonly string[]> {
    const files = ["docker-compose.yml", "backend.Dockerfile", "web.Dockerfile"];
    const texts = await Promise.all(
        files.map((name) => {
            const folder = name.endsWith(".yml") ? ROOT : join(ROOT, "infra/docker");
            return readFile(join(folder, name), "utf8");
        })
    );
    const found = texts.join("\n").matchAll(/^(?:FROM|\s+image:)\s+(docker\.io\/\S+)/gm);
    return [...new Set([...found].map(([, name]) => name ?? ""))];
}

async function importDebian(
    podman: Podman,
    folder: string,
    say: (text: string) => void
): Promise<void> {
    const known = await run("podman", ["image", "exists", DEBIAN], { env: podman.env });
    if (known.code === 0) return;
    say("Debian, from this machine's mirror");
    const tree = join(folder, "debian");
    const log = join(folder, "debian.log");
    if (!existsSync(tree)) {
        const partial = `${tree}.partial`;
        await rm(partial, { recursive: true, force: true });
        const args = ["--variant=minbase", "--include=ca-certificates", "bookworm", partial];
        await must("debootstrap", [...args, ...(await mirror())], { log, minutes: 10 });
        await rename(partial, tree);
    }
    const pipe = 'tar -C "$0" -c . | podman import - "$1"';
    await must("sh", ["-c", pipe, tree, DEBIAN], { env: podman.env, log });
}

/** The one apt is set up with; none: debootstrap knows one itself. */
async function mirror(): Promise<string[]> {
    const { output } = await run("sh", [
        "-c",
        "cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null"
    ]);
    const one = /^(?:deb|URIs:)\s+(?:\[[^\]]*\]\s+)?(https?:\/\/\S+\/debian)\/?(?:\s|$)/m.exec(
        output
    );
    return one?.[1] === undefined ? [] : [one[1]];
}

async function fillContext(
    context: string,
    folder: string,
    images: readonly string[],
    say: (text: string) => void
): Promise<void> {
    await mkdir(context, { recursive: true });
    for (const name of await readdir(RECIPES)) {
        if (name.endsWith(".sh")) await copyFile(join(RECIPES, name), join(context, name));
    }
    await copyFile("/etc/ssl/certs/ca-certificates.crt", join(context, "certificates.crt"));
    await copyNode(context, versionOf(images, "library/node"));
    const go = join(folder, "go");
    const server = versionOf(images, "temporalio/server");
    const parts = [
        ["temporal-server", `go.temporal.io/server/cmd/server@v${server}`],
        [
            "temporal-sql-tool",
            `go.temporal.io/server/cmd/tools/sql@v${versionOf(images, "temporalio/admin-tools")}`
        ],
        [
            "temporal-ui",
            `github.com/temporalio/ui-server/v2/cmd/server@v${versionOf(images, "temporalio/ui")}`
        ]
    ] as const;
    for (const [name, source] of parts) {
        await copyFile(await goBuilt(go, name, source, say), join(context, name));
    }
    await copyFile(await findCli(go, say), join(context, "temporal"));
    const sources = await moduleFolder(`go.temporal.io/server@v${server}`);
    await copyFolder(join(sources, "schema"), join(context, "schema"));
    const ui = versionOf(images, "temporalio/ui");
    const uiSources = await moduleFolder(`github.com/temporalio/ui-server/v2@v${ui}`);
    await copyFolder(join(uiSources, "config"), join(context, "temporal-ui-config"));
}

function versionOf(images: readonly string[], name: string): string {
    const image = images.find((each) => each.includes(`${name}:`)) ?? "";
    return /:(\d+\.\d+\.\d+)/.exec(image)?.[1] ?? "";
}

/** npm's Node of the very version, and the npm of this machine. */
async function copyNode(context: string, version: string): Promise<void> {
    const binary = join(ROOT, "node_modules", `node-linux-${process.arch}`, "bin/node");
    const own = (await must(binary, ["--version"])).trim();
    if (own !== `v${version}`) {
        throw new Error(`The images name Node ${version}, but the pinned one is ${own}.`);
    }
    await copyFile(binary, join(context, "node"));
    const npm = join((await must("npm", ["root", "--global"])).trim(), "npm");
    await copyFolder(npm, join(context, "npm"));
}

/** A Go program, built once for each version. */
async function goBuilt(
    folder: string,
    name: string,
    source: string,
    say: (text: string) => void
): Promise<string> {
    const bin = join(folder, `${name}-${source.split("@")[1]}`);
    const file = join(bin, name);
    if (existsSync(file)) return file;
    if (!(await isThere("go"))) {
        throw new Error("Go is needed: Temporal's stand-ins are built from its sources.");
    }
    say(`${name}, from ${source} (some minutes, once)`);
    await mkdir(bin, { recursive: true });
    const env = { ...process.env, GOBIN: bin, CGO_ENABLED: "0" };
    await must("go", ["install", source], { env, minutes: 20, isPatient: true });
    const [made] = await readdir(bin);
    await rename(join(bin, made ?? name), file);
    return file;
}

async function findCli(folder: string, say: (text: string) => void): Promise<string> {
    const onPath = await run("sh", ["-c", "command -v temporal"]);
    if (onPath.code === 0) return onPath.output.trim();
    const gopath = (await run("go", ["env", "GOPATH"])).output.trim() || join(homedir(), "go");
    const built = join(gopath, "bin/temporal");
    return existsSync(built) ? built : goBuilt(folder, "temporal", CLI, say);
}

const moduleSchema = z.object({ Dir: z.string() });

/** Where Go keeps the sources of a module. */
async function moduleFolder(name: string): Promise<string> {
    return moduleSchema.parse(JSON.parse(await must("go", ["mod", "download", "-json", name]))).Dir;
}

async function copyFolder(from: string, to: string): Promise<void> {
    await rm(to, { recursive: true, force: true });
    await cp(from, to, { recursive: true });
}
