// `npm run docker:up|down|clean|reset|logs`: docker-compose.yml, with the secrets it asks for.
import { appendFileSync, chmodSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { capture, show } from "./lib/children.mjs";
import { loadEnv, refuse, root } from "./lib/runtime.mjs";
import { missingSecrets } from "./lib/stack-env.mjs";

const VERBS = {
    up,
    down: () => compose("down", "--remove-orphans"),
    // Everything that was made, data included; the secrets stay.
    clean: () => compose("down", "--remove-orphans", "--volumes", "--rmi", "local"),
    reset: async () => (await compose("down", "--remove-orphans", "--volumes")) || up(),
    logs: () => compose("logs", "--follow", "--tail", "200", ...process.argv.slice(3))
};

const verb = process.argv[2] ?? "";
if (!Object.hasOwn(VERBS, verb)) refuse(`Use one of: ${Object.keys(VERBS).join(", ")}.`);
await checkDocker();
makeSecrets();
process.exitCode = await VERBS[verb]();

async function up() {
    const code = await compose("up", "--build", "--detach", "--wait", "--wait-timeout", "300");
    if (code !== 0) {
        console.error("\nNot everything is healthy. `npm run docker:logs` shows why.\n");
        return code;
    }
    loadEnv();
    const { STACK_APP_URL, STACK_API_PORT, STACK_TEMPORAL_UI_URL } = process.env;
    console.log(`
FlowMaestro   ${STACK_APP_URL || "http://localhost:3000"}
API           http://localhost:${STACK_API_PORT || 3001}/api/docs
Temporal UI   ${STACK_TEMPORAL_UI_URL || "http://localhost:8088"}
`);
    return code;
}

function compose(...args) {
    return show("docker", ["compose", ...args]);
}

async function checkDocker() {
    const { ok, output } = await capture("docker", ["compose", "version"]);
    if (!ok) {
        refuse(
            `Docker with its compose plugin is needed: https://docs.docker.com/engine/install/\n${output.trim()}`
        );
    }
}

/** Kept beside other settings of this clone, in `.env`, which is never committed. */
function makeSecrets() {
    const file = join(root, ".env");
    const text = existsSync(file) ? readFileSync(file, "utf8") : "";
    const lines = missingSecrets(text);
    if (lines.length === 0) return;
    const gap = text === "" || text.endsWith("\n") ? "" : "\n";
    appendFileSync(file, `${gap}${lines.join("")}`, { mode: 0o600 });
    chmodSync(file, 0o600);
    console.log(`Made ${lines.length} secrets in .env.`);
}
