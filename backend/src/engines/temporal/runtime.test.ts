import { expect, test } from "vitest";
import { createServiceLogger } from "../../platform/logger.ts";
import { sdkLogger } from "./runtime.ts";

function listening(): {
    lines: Record<string, unknown>[];
    logger: ReturnType<typeof createServiceLogger>;
} {
    const lines: Record<string, unknown>[] = [];
    const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
    return { lines, logger: createServiceLogger("test", { level: "debug", destination }) };
}

test("what the native part says over and over is said twice a minute, and counted", () => {
    const { lines, logger } = listening();
    let now = 0;
    const sdk = sdkLogger(logger, () => now);
    const meta = { sdkComponent: "core", target: "temporalio_client::retry" };
    for (let call = 0; call < 100; call += 1) {
        sdk.warn("gRPC call failed", { ...meta, error: "refused" });
        now += 400;
    }
    sdk.warn("Another one", meta);
    const shown = lines.map(({ level, message, repeated }) => ({ level, message, repeated }));
    expect(shown).toEqual([
        { level: "warn", message: "gRPC call failed", repeated: undefined },
        { level: "warn", message: "gRPC call failed", repeated: 74 },
        { level: "warn", message: "Another one", repeated: undefined }
    ]);
});

test("what activities and workers say is all there, with whose it is, a step quieter", () => {
    const { lines, logger } = listening();
    const sdk = sdkLogger(logger);
    for (let call = 0; call < 2; call += 1) {
        sdk.log("INFO", "Workflow started", {
            sdkComponent: "worker",
            workflowId: "w",
            workflowInfo: { huge: "x".repeat(10_000) }
        });
    }
    const about = { level: "debug", message: "Workflow started", workflowId: "w" };
    expect(lines).toMatchObject([about, about]);
    expect(JSON.stringify(lines)).not.toContain("xxx");
});
