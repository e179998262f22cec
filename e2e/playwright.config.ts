import { defineConfig } from "@playwright/test";

const chromium = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";

export default defineConfig({
    testDir: ".",
    testMatch: "flows/**/*.spec.ts",
    outputDir: "test-results",
    globalSetup: "./global-setup.ts",
    // One product serves all: what a flow counts, another one must not change.
    workers: 1,
    forbidOnly: process.env["CI"] === "true",
    timeout: 90_000,
    expect: { timeout: 20_000 },
    reporter: "list",
    use: {
        // Known to the workers only: the set-up has chosen a free port before they begin.
        baseURL: process.env["FM_E2E_ORIGIN"],
        browserName: "chromium",
        headless: true,
        viewport: { width: 1440, height: 900 },
        locale: "en-US",
        launchOptions: { executablePath: chromium, args: ["--no-sandbox"] },
        screenshot: "only-on-failure",
        // Without its film of the page, which costs as much as everything else together.
        trace: { mode: "retain-on-failure", screenshots: false }
    }
});
