import { hash } from "node:crypto";
import { globSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { bundleWorkflowCode } from "@temporalio/worker";
import { z } from "zod";

/** The workflow's code as a worker loads it. */
export interface WorkflowBundle {
    readonly code: string;
    /** Of everything that is in it. */
    readonly hash: string;
}

const WORKFLOW = resolve(import.meta.dirname, "workflow");
const ORCHESTRATOR = resolve(import.meta.dirname, "../../../../shared/src/orchestrator");
/** Made by `npm run build:backend`, or by the first worker that misses it. */
const KEPT = resolve(import.meta.dirname, "../../../dist/orchestrator.json");

const kept = z.object({ hash: z.string(), code: z.string() });

/** The one that was built of these sources, or a new one: a second and a half. */
export async function workflowBundle(): Promise<WorkflowBundle> {
    const now = await hashOfSources();
    const known = await readKept();
    if (known?.hash === now) return known;
    const made = { hash: now, code: await makeBundle() };
    await keep(made).catch(() => undefined);
    return made;
}

/** With other files in the place of some: tests replay histories against altered cores. */
export async function makeBundle(
    instead: { readonly [path: string]: string } = {}
): Promise<string> {
    const { code } = await bundleWorkflowCode({
        workflowsPath: join(WORKFLOW, "orchestrator.ts"),
        logger: SILENT,
        webpackConfigHook: (config) => ({
            ...config,
            resolve: { ...config.resolve, alias: { ...config.resolve?.alias, ...instead } }
        })
    });
    return code;
}

const SILENT = {
    log: () => undefined,
    trace: () => undefined,
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined
};

async function hashOfSources(): Promise<string> {
    const files = [WORKFLOW, ORCHESTRATOR]
        .flatMap((folder) => globSync("*.ts", { cwd: folder }).map((name) => join(folder, name)))
        .filter((file) => !file.endsWith(".test.ts"))
        .sort();
    const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
    return hash("sha256", [sdkVersion(), ...texts].join("\0"));
}

/** A bundle is loaded by the version of the SDK that made it. */
function sdkVersion(): string {
    const found = createRequire(import.meta.url)("@temporalio/worker/package.json") as unknown;
    return z.object({ version: z.string() }).parse(found).version;
}

async function readKept(): Promise<WorkflowBundle | null> {
    try {
        return kept.parse(JSON.parse(await readFile(KEPT, "utf8")));
    } catch {
        return null;
    }
}

async function keep(bundle: WorkflowBundle): Promise<void> {
    await mkdir(dirname(KEPT), { recursive: true });
    const part = `${KEPT}.${process.pid}`;
    await writeFile(part, JSON.stringify(bundle));
    await rename(part, KEPT);
}
