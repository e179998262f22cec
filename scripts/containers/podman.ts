import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { must, run } from "./commands.ts";

/** Podman with a store of its own: stand-ins carry the names of real images, which must not mix. */
export interface Podman {
    readonly env: NodeJS.ProcessEnv;
    /** The program that runs a compose file on it. */
    readonly compose: string;
}

const COMPOSE = "podman-compose==1.6.0";

const CONTAINERS = `
[containers]
default_ulimits = ["nofile=20000:20000", "nproc=4096:4096"]
[engine]
runtime = "/usr/sbin/runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
helper_binaries_dir = ["/usr/lib/podman"]
[network]
network_backend = "netavark"
`;

const PACKAGES: Readonly<Record<string, string>> = {
    podman: "podman",
    buildah: "buildah",
    runc: "runc",
    debootstrap: "debootstrap",
    iptables: "iptables",
    newuidmap: "uidmap",
    python3: "python3-venv",
    "/usr/lib/podman/netavark": "netavark",
    "/usr/lib/podman/aardvark-dns": "aardvark-dns"
};

/** What is missing here, as the command that would install it; null if nothing is. */
export async function missing(): Promise<string | null> {
    if (process.platform !== "linux" || process.getuid?.() !== 0) {
        return "This needs Linux and root: bases are made with debootstrap, networks with netavark.";
    }
    const absent: string[] = [];
    for (const [program, name] of Object.entries(PACKAGES)) {
        if (!(await isThere(program))) absent.push(name);
    }
    if (absent.length === 0) return null;
    return `Install what is missing first:\n    apt-get install --no-install-recommends ${absent.join(" ")}`;
}

export async function isThere(program: string): Promise<boolean> {
    if (program.startsWith("/")) return existsSync(program);
    return (await run("sh", ["-c", `command -v ${program}`])).code === 0;
}

export async function preparePodman(folder: string): Promise<Podman> {
    const settings = join(folder, "settings");
    await mkdir(settings, { recursive: true });
    const containers = join(settings, "containers.conf");
    const storage = join(settings, "storage.conf");
    const networks = join(folder, "networks");
    await mkdir(networks, { recursive: true });
    await writeFile(containers, `${CONTAINERS}network_config_dir = "${networks}"\n`);
    await writeFile(
        storage,
        `[storage]\ndriver = "overlay"\ngraphroot = "${join(folder, "images")}"\nrunroot = "${join(folder, "state")}"\n`
    );
    const env = {
        ...process.env,
        CONTAINERS_CONF: containers,
        CONTAINERS_STORAGE_CONF: storage,
        BUILDAH_ISOLATION: "chroot"
    };
    return { env, compose: await findCompose(folder) };
}

async function findCompose(folder: string): Promise<string> {
    const venv = join(folder, "podman-compose");
    const program = join(venv, "bin/podman-compose");
    if (!existsSync(program)) {
        await must("python3", ["-m", "venv", venv]);
        await must(join(venv, "bin/pip"), ["install", "--quiet", COMPOSE]);
    }
    return program;
}
