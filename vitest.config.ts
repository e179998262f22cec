import { defineConfig } from "vitest/config";

/**
 * Two suites: `unit` needs nothing, `api` needs a Postgres server that backend/test/global-setup.ts
 * starts once. Every project runs in its own folder, so a test file is found beside its subject.
 */
export default defineConfig({
    test: {
        projects: [
            unit("shared"),
            unit("nodes"),
            unit("scripts"),
            "frontend/vite.config.ts",
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
            include: ["**/*.test.ts", "**/*.test.mjs"],
            environment: "node",
            testTimeout: 20_000
        }
    };
}
