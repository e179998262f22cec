import { createServer } from "node:net";
import type { TemporalServer } from "./temporal-server.ts";

/** Where test files ask for the Temporal server of the run: a port that answers with where it is. */
export interface TemporalDoor {
    readonly port: number;
    close(): Promise<void>;
    /** For the exit of this process. */
    abandon(): void;
}

/** The first question starts the server; who asks meanwhile waits for it. */
export async function openTemporalDoor(): Promise<TemporalDoor> {
    let server: TemporalServer | null = null;
    let starting: Promise<string> | null = null;
    const start = async (): Promise<string> => {
        // Loaded on demand too: most runs of single files never ask.
        const { temporalServer } = await import("./temporal-server.ts");
        try {
            const say = (line: string): void => console.log(line);
            server = await temporalServer({ ui_port: null, say });
            return JSON.stringify({ address: server.address, is_given: server.pid === null });
        } catch (error) {
            const missing = error instanceof Error ? error.message : String(error);
            console.log(`Without Temporal: ${missing}.`);
            return JSON.stringify({ missing: `no Temporal: ${missing}` });
        }
    };
    const door = createServer((socket) => {
        socket.on("error", () => undefined);
        void (starting ??= start()).then((answer) => socket.end(answer));
    });
    await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
    const address = door.address();
    if (address === null || typeof address === "string") throw new Error("No port.");
    return {
        port: address.port,
        close: async () => {
            door.close();
            await starting;
            await server?.stop();
        },
        abandon: () => server?.abandon()
    };
}
