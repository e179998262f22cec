import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { ERRORS } from "@flowmaestro/shared/contract/errors.ts";
import { routes } from "@flowmaestro/shared/contract/routes.ts";
import { testApi } from "../../../test/api.ts";

const api = await testApi();

describe("the documentation", () => {
    it("shows every call, every error, and nothing that needs a script or another host", async () => {
        const { text, headers, status } = await api.call("GET", "/api/docs");
        expect(status).toBe(200);
        expect(headers["content-type"]).toBe("text/html; charset=utf-8");
        for (const name of Object.keys(routes)) expect(text).toContain(`id="${name}"`);
        for (const code of Object.keys(ERRORS)) expect(text).toContain(`id="error-${code}"`);
        expect(text).not.toMatch(/<script|<style| style=| on\w+=|src="http|href="http/);
        const targets = [...text.matchAll(/href="#([^"]+)"/g)].map((match) => match[1] ?? "");
        for (const target of targets) expect(text).toContain(`id="${target}"`);
    });

    it("has a curl command for every call, ready to paste", async () => {
        const { text } = await api.call("GET", "/api/docs");
        expect(text.match(/<pre tabindex="0">curl /g)).toHaveLength(Object.keys(routes).length);
        expect(text).toContain("Idempotency-Key: $(uuidgen)");
        expect(text).not.toContain("undefined");
    });

    it("comes packed, and not again when it has not changed", async () => {
        const plain = await api.call("GET", "/api/docs");
        const packed = await api.app.inject({
            url: "/api/docs",
            headers: { "accept-encoding": "br, gzip" }
        });
        expect(packed.headers["content-encoding"]).toBe("gzip");
        expect(gunzipSync(packed.rawPayload).toString()).toBe(plain.text);
        const again = await api.call("GET", "/api/docs", {
            headers: { "if-none-match": plain.headers["etag"] }
        });
        expect([again.status, again.text]).toEqual([304, ""]);
    });

    it("has its style beside it", async () => {
        const { status, headers } = await api.call("GET", "/api/docs/style.css");
        expect([status, headers["content-type"]]).toEqual([200, "text/css; charset=utf-8"]);
    });

    it("serves the contract to tools, without a token, under both prefixes", async () => {
        const one = await api.call("GET", "/api/openapi.json");
        const two = await api.call("GET", "/api/v1/openapi.json");
        expect(JSON.parse(one.text)).toMatchObject({
            openapi: "3.1.0",
            info: { title: "FlowMaestro" }
        });
        expect(two.text).toBe(one.text);
    });
});
