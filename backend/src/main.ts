import { enableCompileCache, flushCompileCache } from "node:module";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";

/**
 * Clearing away young objects is some milliseconds of work at a time. Where cores are few, threads that
 * help with it are waited for, and take the core from the database: alone it is done sooner.
 */
const FEW_CORES = 2;
if (availableParallelism() <= FEW_CORES) setFlagsFromString("--no-parallel-scavenge");

/**
 * Most of a start is stripping types and compiling; what that gave is kept beside the packages, by file
 * and content, and halves the next one. Where it cannot be written nothing is kept.
 */
enableCompileCache(join(import.meta.dirname, "../../node_modules/.cache/compiled"));
await import("./process.ts");

/** It is written when the process exits; one that is killed has written it by then too. */
const SETTLED_MS = 10_000;
setTimeout(() => flushCompileCache(), SETTLED_MS).unref();
