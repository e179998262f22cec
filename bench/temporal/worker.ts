import { join } from "node:path";
import type { Driven } from "../load/drive.ts";
import { Child } from "../setup/child.ts";
import { answer } from "./cells.ts";
import type { Answer, History, Question, Shape } from "./cells.ts";

const ANSWER_MS = 180_000;

/** A worker's process, which makes its own load when it is told to. */
export class BenchWorker {
    private readonly child: Child;
    private readonly name: string;

    private constructor(child: Child, name: string) {
        this.child = child;
        this.name = name;
    }

    static async start(
        name: "ours" | "by-hand",
        folder: string,
        given: { readonly env: NodeJS.ProcessEnv; readonly flags: readonly string[] }
    ): Promise<BenchWorker> {
        const file = join(import.meta.dirname, `${name}-process.ts`);
        const env = {
            PATH: process.env["PATH"],
            HOME: process.env["HOME"],
            NODE_ENV: "production",
            ...given.env
        };
        const log = join(folder, `temporal-${name}.log`);
        const worker = new BenchWorker(new Child([...given.flags, file], env, log), name);
        try {
            await worker.next("ready");
        } catch (error) {
            await worker.child.end("SIGKILL");
            throw error;
        }
        return worker;
    }

    get pid(): number {
        return this.child.pid;
    }

    async drive(
        shape: Shape,
        load: { readonly clients: number; readonly seconds: number }
    ): Promise<Driven> {
        return this.ask({ kind: "drive", shape, ...load }, "driven");
    }

    async history(shape: Shape): Promise<History> {
        return this.ask({ kind: "history", shape }, "history");
    }

    async stop(): Promise<void> {
        if (this.child.isAlive) this.child.process.send({ kind: "stop" } satisfies Question);
        const timer = setTimeout(() => void this.child.end("SIGKILL"), 20_000);
        await this.child.ended;
        clearTimeout(timer);
    }

    private ask<K extends Answer["kind"]>(
        question: Question,
        kind: K
    ): Promise<Extract<Answer, { kind: K }>> {
        const told = this.next(kind);
        this.child.process.send(question);
        return told;
    }

    private async next<K extends Answer["kind"]>(kind: K): Promise<Extract<Answer, { kind: K }>> {
        const { process: child } = this.child;
        const heard = Promise.withResolvers<Extract<Answer, { kind: K }>>();
        const timer = setTimeout(() => heard.reject(this.silent()), ANSWER_MS);
        const hear = (message: unknown): void => {
            const said = answer.parse(message);
            if (said.kind === kind) heard.resolve(said as Extract<Answer, { kind: K }>);
            else heard.reject(new Error(`${this.name}: ${JSON.stringify(said)}`));
        };
        const end = (): void => heard.reject(this.silent());
        child.once("message", hear);
        child.once("close", end);
        try {
            return await heard.promise;
        } finally {
            clearTimeout(timer);
            child.removeListener("message", hear);
            child.removeListener("close", end);
        }
    }

    private silent(): Error {
        return new Error(`The worker ${this.name} did not answer; its log says why.`);
    }
}
