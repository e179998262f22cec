import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { crashed } from "./node-error.ts";

it("what the system says is told without the server's paths", async () => {
    const thrown: unknown = await readFile("/nowhere/at/all").catch((error: unknown) => error);
    expect(crashed(thrown).message).toBe("The node stopped unexpectedly: the system said ENOENT");
});

it("what a node throws is told in its words", () => {
    const { message } = crashed(new TypeError("It is no function."));
    expect(message).toBe("The node stopped unexpectedly: TypeError: It is no function.");
});
