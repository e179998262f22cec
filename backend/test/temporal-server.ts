import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { Connection } from "@temporalio/client";
import { ATTRIBUTES } from "../src/engines/temporal/workflow/start-options.ts";
import { unusedPort } from "./process.ts";
import { NoTemporal, temporalBinary } from "./temporal-binary.ts";

export interface TemporalServer {
    readonly address: string;
    /** Null: it has no pages, or they are not ours to know. */
    readonly ui_url: string | null;
    /** Null: somebody else runs it (TEMPORAL_ADDRESS). */
    readonly pid: number | null;
    /** Resolves once it has ended; nothing, where somebody else runs it. */
    stop(): Promise<void>;
    /** For the exit of this process: at once, without waiting. */
    abandon(): void;
    /** Of its process. */
    readonly ended: Promise<void>;
}

export interface StartTemporal {
    readonly port?: number;
    /** Null: without pages. */
    readonly ui_port: number | null;
    /** Absent: nothing survives its end. */
    readonly db_filename?: string;
    readonly say?: (text: string) => void;
}

const READY_MS = 30_000;
const STOP_MS = 10_000;

/** The server at TEMPORAL_ADDRESS, or a dev server of our own, found or installed. */
export async function temporalServer(options: StartTemporal): Promise<TemporalServer> {
    const given = process.env["TEMPORAL_ADDRESS"]?.trim() ?? "";
    if (given === "") return startTemporalServer(options);
    if (!(await answers(given, 3_000))) {
        throw new NoTemporal(`nothing answers at TEMPORAL_ADDRESS=${given}`);
    }
    const none = new Promise<void>(() => undefined);
    const ui_url = process.env["TEMPORAL_UI_URL"] ?? null;
    return {
        address: given,
        ui_url,
        pid: null,
        ended: none,
        stop: async () => undefined,
        abandon: () => undefined
    };
}

/** The SDK's own helper waits five seconds for a server that may take eight: this one is ours. */
export async function startTemporalServer(options: StartTemporal): Promise<TemporalServer> {
    const say = options.say ?? (() => undefined);
    const binary = await temporalBinary(say);
    const port = options.port ?? (await unusedPort());
    if (options.db_filename !== undefined) {
        mkdirSync(dirname(options.db_filename), { recursive: true });
    }
    const child = spawn(binary, flags(port, options), { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(-2_000);
    });
    let isRunning = true;
    const ended = new Promise<void>((resolve) => {
        const end = (): void => {
            isRunning = false;
            resolve();
        };
        child.once("error", end);
        child.once("close", end);
    });
    const stop = async (): Promise<void> => {
        if (!isRunning) return;
        child.kill("SIGTERM");
        const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
        await ended;
        clearTimeout(timer);
    };
    const address = `127.0.0.1:${port}`;
    const isUp = answers(address, READY_MS, () => isRunning);
    if (!(await isUp)) {
        await stop();
        const why = said.trim().split("\n").at(-1) ?? "";
        throw new NoTemporal(`${binary} did not answer within 30 s${why && `: ${why}`}`);
    }
    return {
        address,
        ui_url: options.ui_port === null ? null : `http://127.0.0.1:${options.ui_port}`,
        pid: child.pid ?? null,
        ended,
        stop,
        abandon: () => void child.kill("SIGKILL")
    };
}

function flags(port: number, { ui_port, db_filename }: StartTemporal): string[] {
    return [
        ...["server", "start-dev", "--ip", "127.0.0.1", "--port", String(port)],
        ...["--log-level", "error"],
        ...(ui_port === null ? ["--headless"] : ["--ui-port", String(ui_port)]),
        ...(db_filename === undefined ? [] : ["--db-filename", db_filename]),
        ...ATTRIBUTES.flatMap((name) => ["--search-attribute", `${name}=Keyword`])
    ];
}

/** Whether it has answered before `ms` were over. */
async function answers(
    address: string,
    ms: number,
    isWorthIt: () => boolean = () => true
): Promise<boolean> {
    const until = performance.now() + ms;
    const connection = Connection.lazy({ address, interceptors: [] });
    try {
        while (performance.now() < until && isWorthIt()) {
            const ask = () => connection.workflowService.getSystemInfo({});
            const isThere = await connection.withDeadline(Date.now() + 500, ask).then(
                () => true,
                () => false
            );
            if (isThere) return true;
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        return false;
    } finally {
        await connection.close();
    }
}
