import { defineConfig } from "vitest/config";

/**
 * `unit` needs nothing; `api` needs a Postgres server, which backend/test/global-setup.ts starts
 * once. In the frontend the file name says what a test needs: `.test.ts` runs in Node, `.test.tsx`
 * in jsdom.
 */
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
                    testTimeout: 20_000
                }
            },
            {
                test: {
                    name: "api",
                    root: "backend",
                    include: ["**/*.test.ts"],
                    globalSetup: ["test/global-setup.ts"],
                    pool: "forks",
                    testTimeout: 20_000,
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
