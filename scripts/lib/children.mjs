import { spawn } from "node:child_process";
import { stripVTControlCharacters } from "node:util";
import { root } from "./runtime.mjs";

/** Runs a command to its end and keeps what it said, without colours; never throws. */
export function capture(command, args, options = {}) {
    const started = performance.now();
    return new Promise((done) => {
        const child = spawn(command, args, {
            cwd: root,
            stdio: ["ignore", "pipe", "pipe"],
            ...options
        });
        const chunks = [];
        child.stdout.on("data", (chunk) => chunks.push(chunk));
        child.stderr.on("data", (chunk) => chunks.push(chunk));
        const finish = (code, extra = "") =>
            done({
                ok: code === 0,
                code,
                output: stripVTControlCharacters(Buffer.concat(chunks).toString()) + extra,
                ms: performance.now() - started
            });
        child.on("error", (error) => finish(127, String(error)));
        child.on("close", (code) => finish(code ?? 1));
    });
}

/** Runs a command on this terminal and answers with its exit code; Ctrl+C ends both. */
export function show(command, args, options = {}) {
    return new Promise((done) => {
        const child = spawn(command, args, { cwd: root, stdio: "inherit", ...options });
        child.on("error", (error) => {
            console.error(String(error));
            done(127);
        });
        child.on("close", (code, signal) => done(code ?? (signal ? 130 : 1)));
    });
}

/** The same, with one line that shows how long it has been going on. */
export async function withProgress(label, task) {
    const started = performance.now();
    const seconds = () => Math.round((performance.now() - started) / 1000);
    const live = process.stdout.isTTY === true;
    const tick = () => {
        if (live) process.stdout.write(`\r${label} … ${seconds()} s `);
        else console.log(`${label} … ${seconds()} s`);
    };
    if (live) tick();
    else console.log(`${label} …`);
    const timer = setInterval(tick, live ? 500 : 10_000);
    const result = await task().finally(() => clearInterval(timer));
    const end = `${label}: ${result.ok ? "done" : "failed"} in ${seconds()} s`;
    console.log(live ? `\r${end}   ` : end);
    return result;
}
