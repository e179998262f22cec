import { ensureInstalled } from "./lib/install.mjs";
import { loadEnv, requireNode } from "./lib/runtime.mjs";
import { ensureBuilt } from "./lib/spa.mjs";

requireNode();
loadEnv();
await ensureInstalled();
await ensureBuilt({ anew: true });
