import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startProxy } from "./tcp-proxy.ts";
import type { Proxy } from "./tcp-proxy.ts";

/** Says back what it hears, and remembers it. */
let heard = "";
const echo = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (chunk: Buffer) => {
        heard += chunk.toString();
        socket.write(`re:${chunk.toString()}`);
    });
});
let proxy: Proxy;

beforeAll(async () => {
    await new Promise<void>((resolve) => echo.listen(0, "127.0.0.1", resolve));
    proxy = await startProxy({ host: "127.0.0.1", port: (echo.address() as AddressInfo).port });
});
afterAll(async () => {
    await proxy[Symbol.asyncDispose]();
    await new Promise((resolve) => echo.close(resolve));
});

async function dial(): Promise<{ socket: Socket; got: () => string; closed: Promise<void> }> {
    const socket = connect(proxy.port, "127.0.0.1");
    let got = "";
    socket.on("error", () => undefined);
    socket.on("data", (chunk: Buffer) => (got += chunk.toString()));
    const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    await new Promise<void>((resolve) =>
        socket.once("connect", resolve).once("close", () => resolve())
    );
    return { socket, got: () => got, closed };
}

async function until(holds: () => boolean): Promise<void> {
    for (let left = 200; !holds(); left -= 1) {
        if (left === 0) throw new Error("It never came to be.");
        await pause(10);
    }
}

describe("the proxy", () => {
    it("passes on, late if told to", async () => {
        const { socket, got } = await dial();
        socket.write("a");
        await until(() => got() === "re:a");
        proxy.delay(100);
        const start = performance.now();
        socket.write("b");
        await until(() => got() === "re:are:b");
        expect(performance.now() - start).toBeGreaterThan(150);
        proxy.delay(0);
        socket.destroy();
    });

    it("loses the answer, or the message, and breaks the connection", async () => {
        heard = "";
        for (const [what, arrives] of [
            ["ack", "ack commit"],
            ["pre", ""]
        ] as const) {
            heard = "";
            const lost = proxy.lose(what, "commit");
            const { socket, got, closed } = await dial();
            socket.write(`${what} commit`);
            await Promise.all([lost, closed]);
            expect([what, heard, got()]).toEqual([what, arrives, ""]);
        }
        const { socket, got } = await dial();
        socket.write("commit");
        await until(() => got() === "re:commit");
        socket.destroy();
    });

    it("stops delivering one way, cuts, and refuses", async () => {
        const { socket, got, closed } = await dial();
        proxy.blackhole("server");
        heard = "";
        socket.write("x");
        await until(() => heard === "x");
        await pause(50);
        expect(got()).toBe("");
        proxy.blackhole("none");
        proxy.reset();
        await closed;
        proxy.refuse(true);
        const refused = await dial();
        await refused.closed;
        proxy.refuse(false);
        const { socket: last, got: answer } = await dial();
        last.write("y");
        await until(() => answer() === "re:y");
        last.destroy();
    });
});
