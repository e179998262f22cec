import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { testApi } from "../../../test/api.ts";

const built = await mkdtemp(join(tmpdir(), "fm-pages-"));
const empty = await mkdtemp(join(tmpdir(), "fm-pages-"));
await mkdir(join(built, "assets"));
await writeFile(join(built, "index.html"), "<!doctype html><title>The product</title>");
await writeFile(join(built, "theme.js"), "// theme");
await writeFile(join(built, "assets/app-1a2b3c.js"), "// app");
afterAll(() =>
    Promise.all([built, empty].map((folder) => rm(folder, { recursive: true, force: true })))
);

const api = await testApi({}, { pages: built });
const unbuilt = await testApi({}, { pages: empty });
const browse = (url: string) =>
    api.call("GET", url, { headers: { accept: "text/html,application/xhtml+xml" } });

describe("pages", () => {
    it.each(["/", "/login", "/workflows/0190f3a2", "/executions/x?tab=log"])(
        "%s is the application, asked for anew each time",
        async (url) => {
            const answer = await browse(url);
            expect(answer.status).toBe(200);
            expect(answer.text).toContain("The product");
            expect(answer.headers["cache-control"]).toBe("no-cache");
            expect(answer.headers["content-security-policy"]).toContain("script-src 'self'");
        }
    );

    it("keeps what is named by its content", async () => {
        const asset = await api.call("GET", "/assets/app-1a2b3c.js");
        expect(asset.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
        const theme = await api.call("GET", "/theme.js");
        expect(theme.headers["cache-control"]).toBe("no-cache");
        expect(theme.headers["content-type"]).toContain("javascript");
    });

    it.each(["/api/nosuch", "/api/v1/nosuch", "/assets/gone.js", "/metrics/x", "/health/nosuch"])(
        "%s does not turn into a page",
        async (url) => {
            const answer = await browse(url);
            expect(answer.status).toBe(404);
            expect(answer.text).not.toContain("The product");
        }
    );

    it("is for navigations, not for whoever guesses addresses", async () => {
        const answer = await api.call("GET", "/backup.sql", { headers: { accept: "*/*" } });
        expect(answer.error).toMatchObject({ code: "ROUTE_NOT_FOUND" });
        for (const url of ["/../package.json", "/..%2fpackage.json", "/%2e%2e/package.json"])
            expect((await api.call("GET", url)).status).toBeGreaterThanOrEqual(400);
    });
});

describe("without a build", () => {
    it("says how to get one", async () => {
        const answer = await unbuilt.app.inject({ url: "/" });
        expect(answer.statusCode).toBe(503);
        expect(answer.body).toContain("npm run build");
        expect((await unbuilt.call("GET", "/api/info")).status).toBe(200);
    });
});
