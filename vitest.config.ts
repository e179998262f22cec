import { defineConfig } from "vitest/config";

/**
 * `unit` needs nothing; `api` needs a Postgres server, which backend/test/global-setup.ts starts
 * once. In the frontend the file name says what a test needs: `.test.ts` runs in Node, `.test.tsx`
 * in jsdom.
 *
 * Waiting costs nothing where what is waited for comes: on a slow machine that is busy with
 * something else it may come late. How fast something has to be is said where it is measured.
 */
const PATIENCE_MS = 15_000;

export default defineConfig({
    cacheDir: "node_modules/.cache/vite",
    test: {
        silent: "passed-only",
        projects: [
            unit("shared"),
            unit("nodes"),
            unit("scripts"),
            unit("frontend"),
            {
                extends: "frontend/vite.config.ts",
                test: {
                    name: "frontend-dom",
                    root: "frontend",
                    include: ["src/**/*.test.tsx"],
                    environment: "jsdom",
                    testTimeout: 30_000
                }
            },
            {
                test: {
                    name: "api",
                    root: "backend",
                    include: ["**/*.test.ts"],
                    globalSetup: ["test/global-setup.ts"],
                    pool: "forks",
                    expect: { poll: { timeout: PATIENCE_MS } },
                    testTimeout: 30_000,
                    hookTimeout: 60_000
                }
            }
        ],
        coverage: {
            provider: "v8",
            include: ["shared/src/**", "nodes/**", "backend/src/**", "frontend/src/**"],
            exclude: ["**/*.test.*", "**/*.gen.ts", "**/test/**"]
        }
    }
});

function unit(folder: string) {
    return {
        test: {
            name: folder,
            root: folder,
            include: ["**/*.test.ts"],
            environment: "node" as const,
            testTimeout: 20_000
        }
    };
}
