import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TemporalEnv } from "../../../env/temporal.ts";
import type { DatabaseAddress } from "../../../storage/database.ts";

/** Workers in processes of their own, and what reached the outside through them. */
export interface Crew {
    /** Polling when it resolves, or dead already by what it found to do. */
    hire(): Promise<Worker>;
    /** Payloads by effect key, one for each delivery. */
    deliveries(): Map<string, string[]>;
    dismiss(): Promise<void>;
}

export interface Worker {
    readonly ended: Promise<void>;
    /** It dies where it next passes that place: `turn_answered:1`. */
    arm(place: string): void;
    kill(): Promise<void>;
    isAlive(): boolean;
}

const PATH = join(import.meta.dirname, "worker-process.ts");

export function createCrew(address: DatabaseAddress, env: TemporalEnv): Crew {
    const scratch = mkdtempSync(join(tmpdir(), "fm-crew-"));
    const effects = join(scratch, "effects");
    writeFileSync(effects, "");
    const alive = new Set<ChildProcess>();
    return {
        hire: async () => {
            const child = fork(PATH, {
                env: {
                    ...process.env,
                    FM_TEST_ADDRESS: JSON.stringify(address),
                    FM_TEST_TEMPORAL: JSON.stringify(env),
                    FM_TEST_EFFECTS: effects
                },
                stdio: ["ignore", "inherit", "inherit", "ipc"]
            });
            alive.add(child);
            const ended = once(child, "exit").then(() => {
                alive.delete(child);
            });
            await Promise.race([once(child, "message"), ended]);
            return {
                ended,
                arm: (place) => void child.send(place, () => undefined),
                isAlive: () => alive.has(child),
                kill: async () => {
                    child.kill("SIGKILL");
                    await ended;
                }
            };
        },
        deliveries: () => {
            const by = new Map<string, string[]>();
            for (const line of readFileSync(effects, "utf8").split("\n")) {
                const [key = "", payload = ""] = line.split(/ (.*)/);
                if (key !== "") by.set(key, [...(by.get(key) ?? []), payload]);
            }
            return by;
        },
        dismiss: async () => {
            await Promise.all(
                [...alive].map(async (child) => {
                    child.kill("SIGKILL");
                    await once(child, "exit");
                })
            );
            rmSync(scratch, { recursive: true, force: true });
        }
    };
}
