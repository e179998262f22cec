import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import type { AddressInfo } from "node:net";
import { addressKey } from "../addresses.ts";
import { createResolve } from "../resolve.ts";
import type { Resolve } from "../resolve.ts";

/** A name server of ours, spoken to over UDP by the real resolver. */
export interface NameServer extends AsyncDisposable {
    readonly resolve: Resolve;
    readonly asked: readonly string[];
}

/** `answer` gives the addresses of a name, v4 and v6 mixed; null: no such name. TTL is 0. */
export async function startNameServer(
    answer: (name: string, times: number) => readonly string[] | null
): Promise<NameServer> {
    const socket = createSocket("udp4");
    const asked: string[] = [];
    socket.on("message", (query, from) => {
        const { name, type, end } = readQuestion(query);
        asked.push(`${name} ${type === 28 ? "AAAA" : "A"}`);
        const times = asked.filter((entry) => entry === asked.at(-1)).length;
        const addresses = answer(name, times);
        const fitting = (addresses ?? []).filter((one) => isIP(one) === (type === 28 ? 6 : 4));
        socket.send(reply(query.subarray(0, end), type, fitting, addresses === null), from.port);
    });
    await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
    const { port } = socket.address() satisfies AddressInfo;
    const resolver = new Resolver({ timeout: 1_000, tries: 1 });
    resolver.setServers([`127.0.0.1:${port}`]);
    return {
        resolve: createResolve(resolver),
        asked,
        [Symbol.asyncDispose]: async () => {
            resolver.cancel();
            await new Promise<void>((resolve) => socket.close(() => resolve()));
        }
    };
}

function readQuestion(query: Buffer): { name: string; type: number; end: number } {
    const labels: string[] = [];
    let at = 12;
    for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
        labels.push(query.toString("latin1", at + 1, at + 1 + length));
        at += 1 + length;
    }
    return { name: labels.join("."), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function reply(
    question: Buffer,
    type: number,
    addresses: readonly string[],
    isUnknown: boolean
): Buffer {
    const header = Buffer.from(question.subarray(0, 12));
    header.writeUInt16BE(isUnknown ? 0x8183 : 0x8180, 2);
    header.writeUInt16BE(addresses.length, 6);
    header.writeUInt32BE(0, 8);
    const records = addresses.map((address) => {
        const bytes = Buffer.from((addressKey(address) ?? "").split(".").map(Number));
        const record = Buffer.alloc(12);
        record.writeUInt16BE(0xc00c, 0);
        record.writeUInt16BE(type, 2);
        record.writeUInt16BE(1, 4);
        record.writeUInt16BE(bytes.length, 10);
        return Buffer.concat([record, bytes]);
    });
    return Buffer.concat([header, question.subarray(12), ...records]);
}
