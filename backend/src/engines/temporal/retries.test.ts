import { Connection } from "@temporalio/client";
import { describe, expect, test } from "vitest";
import { unusedPort } from "../../../test/process.ts";
import { Retries } from "./retries.ts";

describe("a connection whose server is away", () => {
    test("is closed while a call is being tried again, and nothing comes after", async () => {
        const retries = new Retries();
        const connection = Connection.lazy({
            address: `127.0.0.1:${await unusedPort()}`,
            tls: false,
            interceptors: [retries.interceptor]
        });
        const thrown: unknown[] = [];
        const note = (error: unknown): void => void thrown.push(error);
        process.on("uncaughtException", note);
        const failed = connection.workflowService.getSystemInfo({}).then(
            () => "answered",
            () => "failed"
        );
        await new Promise((resolve) => setTimeout(resolve, 400));
        await retries.end();
        await connection.close();
        expect(await failed).toBe("failed");
        await new Promise((resolve) => setTimeout(resolve, 1_500));
        process.off("uncaughtException", note);
        expect(thrown).toEqual([]);
    });
});
