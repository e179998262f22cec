import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { capture, show } from "./children.mjs";
import { pathInside, root, runtimeNode } from "./runtime.mjs";
import { buildIfStale } from "./spa.mjs";

/**
 * A suite answers { passed, failed, skipped: [{ name, reason }] }. A tool that dies without an
 * account of itself counts as one failure.
 */
export const SUITES = {
    unit: () => vitest("unit", ["shared", "nodes", "scripts", "frontend", "frontend-dom"]),
    api: () => vitest("api", ["api"]),
    e2e: browser
};

async function vitest(name, projects) {
    const args = [
        join(root, "node_modules/vitest/vitest.mjs"),
        "run",
        ...projects.map((project) => `--project=${project}`),
        "--reporter=default",
        `--reporter=${join(root, "scripts/lib/vitest-tally.ts")}`
    ];
    return withFolder(async (folder) => {
        const file = join(folder, "tally.json");
        const code = await show(runtimeNode(), args, {
            env: environment({ ...PLAIN, FM_TALLY: file })
        });
        return settle(name, code, readJson(file));
    });
}

async function browser() {
    const cli = join(root, "node_modules/@playwright/test/cli.js");
    const args = [cli, "test", "-c", "e2e/playwright.config.ts"];
    const chromium = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
    if (!existsSync(chromium)) {
        const listed = await capture(runtimeNode(), [...args, "--list"], { env: environment({}) });
        const total = Number(/Total: (\d+) test/.exec(listed.output)?.[1] ?? 1);
        const reason = `no Chromium at ${chromium}; install it, or set CHROMIUM_PATH`;
        const skipped = Array.from({ length: total }, () => ({ name: "e2e (all)", reason }));
        return { passed: 0, failed: 0, skipped };
    }
    const built = await buildIfStale();
    if (!built.ok) {
        console.log(built.output);
        return { passed: 0, failed: 1, skipped: [] };
    }
    return withFolder(async (folder) => {
        const file = join(folder, "e2e.json");
        const env = environment({ PLAYWRIGHT_JSON_OUTPUT_NAME: file, CHROMIUM_PATH: chromium });
        const code = await show(runtimeNode(), [...args, "--reporter=list,json"], { env });
        const report = readJson(file);
        return settle("e2e", code, report && tallyPlaywright(report));
    });
}

/** From the JSON report of Playwright: nested suites, each test with its final status. */
export function tallyPlaywright(report) {
    const specs = (report.suites ?? []).flatMap(allSpecs);
    const tests = specs.flatMap((spec) =>
        spec.tests.map((test) => ({ ...test, title: spec.title }))
    );
    const reason = ({ annotations = [] }) =>
        annotations.find(({ type }) => type === "skip" || type === "fixme")?.description ??
        "not run: marked skip, or an earlier test of its file failed";
    return {
        passed: tests.filter(({ status }) => status === "expected" || status === "flaky").length,
        failed: tests.filter(({ status }) => status === "unexpected").length,
        skipped: tests
            .filter(({ status }) => status === "skipped")
            .map((test) => ({ name: `e2e: ${test.title}`, reason: reason(test) }))
    };
}

function allSpecs(suite) {
    return [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(allSpecs)];
}

function settle(name, code, tally) {
    const known = tally ?? { passed: 0, failed: 0, skipped: [] };
    if (code === 0 || known.failed > 0) return known;
    console.log(`\n${name}: ended with exit code ${code} without naming a failed test.`);
    return { ...known, failed: 1 };
}

async function withFolder(task) {
    const folder = mkdtempSync(join(tmpdir(), "fm-test-"));
    return task(folder).finally(() => rmSync(folder, { recursive: true, force: true }));
}

function readJson(file) {
    return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

/** In a log file colours are noise; Vitest would write them wherever CI is set. */
const PLAIN = process.stdout.isTTY ? {} : { NO_COLOR: "1" };

function environment(extra) {
    return { ...process.env, PATH: pathInside(), ...extra };
}
