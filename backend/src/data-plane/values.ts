import { hash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SECRET_MARK } from "@flowmaestro/shared/contract/secret-mark.ts";
import type { Json, StoredValue, Value } from "@flowmaestro/shared/orchestrator/values.ts";
import { plainJson } from "./plain-json.ts";
import { preview } from "./preview.ts";
import type { TurnResult } from "./results.ts";
import { RowLoader } from "./row-loader.ts";
import type { Sealing } from "./secrecy.ts";
import { soon } from "./soon.ts";
import type { Soon } from "./soon.ts";
import { Unwritten } from "./unwritten.ts";
import { ValueCache } from "./value-cache.ts";
import { isSealed, passingVault } from "./vault.ts";
import type { Vault } from "./vault.ts";

/**
 * Data beside the facts. JSON text of at most 256 bytes travels in the fact; anything larger is a
 * row named by its content within one execution, so tenancy and retention need no reference counts;
 * above 1 MB the row names a file.
 */
export const INLINE_BYTES = 256;
export const ROW_BYTES = 1_048_576;
export const VALUE_BYTES = 64 * 1_048_576;

/** A row of `execution_values` that is still to be written. */
export interface ValueRow {
    readonly sha: string;
    readonly bytes: number;
    readonly body: string | null;
    readonly file: string | null;
}

export type Encoded =
    { readonly ok: true; readonly value: Value; readonly row: ValueRow | null } | Unkept;

/** Why something cannot be a value. */
interface Unkept {
    readonly ok: false;
    readonly code: "INVALID_OUTPUT" | "OUTPUT_TOO_LARGE";
    readonly message: string;
}

export interface ValueRows {
    /** By sha, those that are there. */
    readonly readValues: (
        execution_id: string,
        shas: readonly string[]
    ) => Promise<ReadonlyMap<string, StoredRow>>;
}

export type StoredRow = Pick<ValueRow, "body" | "file">;

export class ValueLost extends Error {
    constructor(ref: string) {
        super(`The value ${ref} is no longer kept.`);
        this.name = "ValueLost";
    }
}

export class Values {
    private readonly rows: RowLoader;
    private readonly directory: string;
    private readonly vault: Vault;
    /** The same value asked for twice at once is read and parsed once. */
    private readonly loading = new Map<string, Promise<Json>>();
    /** Files on their way to the disk, by name. */
    private readonly writing = new Map<string, Promise<void>>();
    private readonly cache = new ValueCache();
    private readonly unwritten = new Unwritten();

    constructor(rows: ValueRows, directory: string, vault: Vault = passingVault()) {
        this.rows = new RowLoader(rows);
        this.directory = directory;
        this.vault = vault;
    }

    /** At once where the value is at hand: light nodes never leave the thread for it. */
    read(value: Value): Soon<Json> {
        if ("json" in value) return value.json;
        const cached = this.cache.get(value.ref);
        return cached === undefined ? this.load(value.ref) : cached.json;
    }

    /** What a turn gave, as data: of several end nodes an object by id. */
    readTurn(result: TurnResult): Soon<Json> {
        if (!("parts" in result)) return this.read(result);
        const ids = result.parts.map(([id]) => id);
        const named = (read: readonly Json[]): Json =>
            Object.fromEntries(ids.map((id, at) => [id, read[at] ?? null]));
        return soon(together(result.parts.map(([, value]) => this.read(value))), named);
    }

    /** The list a container gives. Thousands of turns are not thousands of questions at once. */
    readTurns(results: readonly TurnResult[]): Soon<Json[]> {
        const list: Json[] = [];
        for (let at = 0; at < results.length; at += 1) {
            const read = this.readTurn(results[at] ?? { json: null });
            if (read instanceof Promise) return this.readSlowly(list, read, results);
            list.push(read);
        }
        return list;
    }

    private async readSlowly(
        list: Json[],
        first: Promise<Json>,
        results: readonly TurnResult[]
    ): Promise<Json[]> {
        list.push(await first);
        while (list.length < results.length) {
            const part = results.slice(list.length, list.length + READ_AT_ONCE);
            list.push(...(await together(part.map((result) => this.readTurn(result)))));
        }
        return list;
    }

    /** The JSON text of a value, of a secret one too: what is shown to people is not this. */
    private async text(ref: string): Promise<string | null> {
        const [execution_id = "", sha = ""] = ref.split("/");
        const row = this.unwritten.get(ref) ?? (await this.rows.load(execution_id, sha));
        if (row === null) return null;
        const stored = row.file === null ? row.body : await this.file(row.file);
        return stored !== null && isSealed(stored) ? this.vault.open(stored) : stored;
    }

    /** The stored text of a value that is too large for a row. */
    file(name: string): Promise<string> {
        return readFile(join(this.directory, name), "utf8");
    }

    /** Synchronous up to 1 MB; above that the file is written before the value is named. */
    encode(execution_id: string, output: unknown, sealing?: Sealing): Encoded | Promise<Encoded> {
        const plain = plainJson(output);
        if (!plain.ok) {
            const code = plain.is_too_large ? "OUTPUT_TOO_LARGE" : "INVALID_OUTPUT";
            return { ok: false, code, message: plain.problem };
        }
        const { text, json } = plain;
        if (sealing?.applies(text) === true) return this.seal(execution_id, plain, sealing.mark);
        // Four bytes is the most a UTF-16 unit pair takes: short texts need no counting.
        if (text.length <= INLINE_BYTES / 4) return { ok: true, value: { json }, row: null };
        const bytes = Buffer.byteLength(text);
        if (bytes <= INLINE_BYTES) return { ok: true, value: { json }, row: null };
        if (bytes > VALUE_BYTES) return tooLarge(bytes);
        const sha = hash("sha256", text);
        const value: StoredValue = {
            ref: `${execution_id}/${sha}`,
            bytes,
            type: typeOf(json),
            preview: preview(json)
        };
        this.cache.set(value.ref, json, bytes);
        if (bytes <= ROW_BYTES) {
            const row = { sha, bytes, body: text, file: null };
            this.unwritten.add(value.ref, row);
            return { ok: true, value, row };
        }
        return this.writeFile(execution_id, value, { sha, bytes, text });
    }

    /** However small it is, it travels in no fact, and what a fact says of it is next to nothing. */
    private seal(
        execution_id: string,
        { text, json }: { readonly text: string; readonly json: Json },
        secret: true | readonly string[]
    ): Encoded | Promise<Encoded> {
        const size = Buffer.byteLength(text);
        if (size > VALUE_BYTES) return tooLarge(size);
        const body = this.vault.seal(text);
        const bytes = Buffer.byteLength(body);
        const sha = this.vault.name(text);
        const ref = `${execution_id}/${sha}`;
        const value: StoredValue = { ref, bytes, type: "string", preview: SECRET_MARK, secret };
        this.cache.set(ref, json, size);
        if (bytes > ROW_BYTES)
            return this.writeFile(execution_id, value, { sha, bytes, text: body });
        const row = { sha, bytes, body, file: null };
        this.unwritten.add(ref, row);
        return { ok: true, value, row };
    }

    private load(ref: string): Promise<Json> {
        let loading = this.loading.get(ref);
        if (loading === undefined) {
            loading = this.parse(ref).finally(() => this.loading.delete(ref));
            this.loading.set(ref, loading);
        }
        return loading;
    }

    private async parse(ref: string): Promise<Json> {
        const text = await this.text(ref);
        if (text === null) throw new ValueLost(ref);
        const json = JSON.parse(text) as Json;
        this.cache.set(ref, json, Buffer.byteLength(text));
        return json;
    }

    private async writeFile(
        execution_id: string,
        value: StoredValue,
        content: { readonly sha: string; readonly bytes: number; readonly text: string }
    ): Promise<Encoded> {
        const { sha, bytes, text } = content;
        const file = join(execution_id, sha);
        // Nodes side by side may put out the same: the first writes it, the others wait for that.
        let writing = this.writing.get(file);
        if (writing === undefined) {
            writing = this.place(file, text).finally(() => this.writing.delete(file));
            this.writing.set(file, writing);
        }
        await writing;
        const row = { sha, bytes, body: null, file };
        this.unwritten.add(value.ref, row);
        return { ok: true, value, row };
    }

    /**
     * Written beside and renamed, so that a crash never leaves half a value under its name; beside
     * under a name of its own, since another process may be writing the same.
     */
    private async place(file: string, text: string): Promise<void> {
        const path = join(this.directory, file);
        const part = `${path}.${randomUUID()}.part`;
        await mkdir(dirname(path), { recursive: true });
        try {
            await writeFile(part, text);
            await rename(part, path);
        } catch (error) {
            await rm(part, { force: true });
            throw error;
        }
    }
}

/** At once what is here, together what is not. */
function together(values: readonly Soon<Json>[]): Soon<readonly Json[]> {
    const ready: Json[] = [];
    for (const value of values) {
        if (value instanceof Promise) return Promise.all(values.map(async (each) => each));
        ready.push(value);
    }
    return ready;
}

const READ_AT_ONCE = 64;

export function tooLarge(bytes: number): Unkept {
    const megabytes = (bytes / 1_048_576).toFixed(1);
    const message = `The output has ${megabytes} MB of JSON; at most ${VALUE_BYTES / 1_048_576} MB can be kept.`;
    return { ok: false, code: "OUTPUT_TOO_LARGE", message };
}

function typeOf(json: Json): StoredValue["type"] {
    if (json === null) return "null";
    if (Array.isArray(json)) return "array";
    const type = typeof json;
    return type === "string" || type === "number" || type === "boolean" ? type : "object";
}
