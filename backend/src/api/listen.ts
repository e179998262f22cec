import { createServer } from "node:net";
import type { FastifyInstance } from "fastify";
import { findPortOwner } from "../platform/port-owner.ts";
import { Refusal } from "../platform/refusal.ts";

export interface Place {
    readonly host: string;
    readonly port: number;
    /** The variable that sets the port: PORT without it. */
    readonly variable?: string;
}

/** Asked before anything is started: who has to choose another port should not wait for a database. */
export async function assertFree(place: Place): Promise<void> {
    const probe = createServer();
    try {
        await new Promise<void>((resolve, reject) => {
            probe.once("error", reject);
            probe.listen({ host: place.host, port: place.port, exclusive: true }, resolve);
        });
    } catch (error) {
        throw await explain(error, place);
    } finally {
        await new Promise<void>((resolve) => probe.close(() => resolve()));
    }
}

export async function listen(app: FastifyInstance, place: Place): Promise<void> {
    try {
        await app.listen({ host: place.host, port: place.port });
    } catch (error) {
        throw await explain(error, place);
    }
}

const CLOSE_MS = 5_000;

/** Answers what was asked; whoever still holds a connection after that is cut off. */
export async function closeServer(app: FastifyInstance): Promise<void> {
    const timer = setTimeout(() => app.server.closeAllConnections(), CLOSE_MS);
    await app.close();
    clearTimeout(timer);
}

async function explain(error: unknown, { host, port, variable = "PORT" }: Place): Promise<Error> {
    if (!(error instanceof Error) || !("code" in error)) {
        return error instanceof Error ? error : new Error(String(error));
    }
    switch (error.code) {
        case "EADDRINUSE": {
            const owner = await findPortOwner(port);
            const who =
                owner === null
                    ? "a process of another user"
                    : `process ${owner.pid} (${owner.command})`;
            const other = `${variable}=${port === 65_535 ? 3002 : port + 1}`;
            return new Refusal(
                `Port ${port} is taken by ${who}.`,
                variable === "PORT"
                    ? `Stop it, or choose another port: ${other} npm start`
                    : `Stop it, or choose another port, such as ${other}.`,
                error
            );
        }
        case "EACCES":
            return new Refusal(
                `Port ${port} may only be opened by root.`,
                "Choose one from 1024 up: PORT=3001 npm start",
                error
            );
        case "EADDRNOTAVAIL":
        case "ENOTFOUND":
        case "EAI_AGAIN":
            return new Refusal(
                `HOST is ${host}, which is not an address of this machine.`,
                "Use 127.0.0.1 for this machine only, or 0.0.0.0 for every network.",
                error
            );
        default:
            return error;
    }
}
