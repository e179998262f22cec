import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * `npm run gen:histories`: runs every kind of execution on a Temporal server and keeps the histories of
 * kinds that have none, which every test run replays. What is kept stays: it stands for what runs elsewhere.
 */
const { status } = spawnSync(
    "npx",
    ["vitest", "run", "--project", "api", "backend/src/engines/temporal/histories/record.test.ts"],
    {
        cwd: fileURLToPath(new URL("..", import.meta.url)),
        env: { ...process.env, FM_RECORD: "1" },
        stdio: "inherit",
        shell: process.platform === "win32"
    }
);
process.exitCode = status ?? 1;
