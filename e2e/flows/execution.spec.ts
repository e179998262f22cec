import type { Page } from "@playwright/test";
import { expect, expectAccessible, test } from "../fixtures.ts";
import { orders, SampleExecutions } from "./sample-executions.ts";

const DECLINED = {
    delay_ms: 60,
    fail: { message: "The card was declined", code: "CARD_DECLINED", times: 9, retryable: true }
};

test("a failure is found on the graph that ran, with its cause and what it kept from running", async ({
    signedIn: page
}) => {
    const samples = await SampleExecutions.open(page.request);
    const workflow = await samples.workflow("Orders, declined", orders(DECLINED));
    const id = await samples.execute(workflow, { customer: "C-1" });
    await page.goto(`/executions/${id}`);

    // The header says what failed and where; the failed step is chosen.
    await expect(page.locator(".execution-status")).toHaveText("Failed");
    await expect(page.getByText("at Charge card: The card was declined")).toBeVisible();
    await expect(page).toHaveTitle(/^Failed: Orders, declined #1/);
    const details = page.getByRole("complementary", { name: "Details" });
    await expect(details.getByRole("heading", { name: "Charge card" })).toBeVisible();
    const error = details.getByRole("region", { name: "What went wrong" });
    await expect(error.getByText("CARD_DECLINED")).toBeVisible();
    await expect(error.getByText("How to fix")).toBeVisible();
    await details.getByRole("tab", { name: "Attempts" }).click();
    await expect(details.getByText("Attempt 2", { exact: true })).toBeVisible();
    await expectAccessible(page);

    // Skipped is not the same as never reached, and both say why.
    const card = (node: string) => page.getByTestId(`node-${node}`);
    await expect(card("create")).toHaveAccessibleName(/Skipped/);
    await expect(card("result")).toHaveAccessibleName(/Not reached/);
    await card("create").click();
    await expect(details.getByText("Why was this skipped?")).toBeVisible();
    await details.getByRole("button", { name: "Show Known customer?" }).click();

    // One selection: the canvas' choice is the timeline's, and the other way round.
    const timeline = page.getByRole("tree", { name: "Timeline of the steps" });
    const row = (name: RegExp) => timeline.getByRole("treeitem", { name });
    await expect(row(/^Known customer\?/)).toHaveAttribute("aria-selected", "true");
    await timeline.focus();
    await page.keyboard.press("ArrowDown");
    await expect(row(/^Fetch customer/)).toHaveAttribute("aria-selected", "true");
    await expect(details.getByRole("heading", { name: "Fetch customer" })).toBeVisible();
    await expect(details.getByRole("tree", { name: "Output of Fetch customer" })).toContainText(
        "Lena Brandt"
    );

    // It is not to be changed here.
    await expect(page.getByText("read only")).toBeVisible();
    await page.keyboard.press("Delete");
    await expect(card("fetch")).toBeVisible();
});

test("an execution is replayed: states, details and clock belong to the moment", async ({
    signedIn: page
}) => {
    const samples = await SampleExecutions.open(page.request);
    const workflow = await samples.workflow("Orders, replayed", orders({}));
    await page.goto(`/executions/${await samples.execute(workflow, { customer: "C-1" })}`);
    await expect(page.locator(".execution-status")).toHaveText("Completed");
    const card = (node: string) => page.getByTestId(`node-${node}`);
    await expect(card("result")).toHaveAccessibleName(/completed in/);
    const cursor = page.getByRole("slider", { name: "Moment that is shown" });
    const last = Number(await cursor.getAttribute("aria-valuemax"));
    expect(last).toBeGreaterThan(8);

    await cursor.press("Home");
    await expect(card("order")).toHaveAccessibleName(/Pending/);
    await expect(page.getByText("As it was after step 1")).toBeVisible();
    await cursor.press("ArrowRight");
    await expect(cursor).toHaveAttribute("aria-valuenow", "2");
    await expect(cursor).toHaveAttribute("aria-valuetext", /Step 2 of \d+, at .*Order received/);
    await expect(card("result")).toHaveAccessibleName(/Pending/);
    await expectAccessible(page);

    await page.getByRole("button", { name: "Speed 1×" }).click();
    await page.getByRole("button", { name: "Play" }).click();
    await expect(card("result")).toHaveAccessibleName(/completed in/);
    await expect(page.getByText("As it was after")).toHaveCount(0);
    await expect(page.getByText(`Step ${last} of ${last}`)).toBeVisible();

    // Dragging on the scale moves the moment, too.
    await scrubTo(page, 0.02);
    await expect(card("result")).toHaveAccessibleName(/Pending/);
    await page.getByRole("button", { name: "Show the end" }).click();
    await expect(card("result")).toHaveAccessibleName(/completed in/);
});

test("a running execution is followed to its end, and another one is cancelled", async ({
    signedIn: page
}) => {
    const samples = await SampleExecutions.open(page.request);
    const slow = await samples.workflow("Orders, slowly", orders({ delay_ms: 2_500 }));
    await page.goto(`/executions/${await samples.execute(slow, { customer: "C-1" }, 0)}`);
    const status = page.locator(".execution-status");
    await expect(status).toHaveText("Running");
    await expect(page.getByText("Following")).toBeVisible();
    await expect(page.getByTestId("node-charge")).toHaveAccessibleName(/Running/);
    await expect(status).toHaveText("Completed");
    const outputs = page.getByRole("tree", { name: "Outputs" });
    await expect(outputs).toContainText("Lena Brandt");
    await expect(page.getByRole("button", { name: "Cancel" })).toHaveCount(0);

    const slower = await samples.workflow("Orders, cancelled", orders({ delay_ms: 50_000 }));
    await page.goto(`/executions/${await samples.execute(slower, { customer: "C-1" }, 0)}`);
    await expect(page.getByTestId("node-charge")).toHaveAccessibleName(/Running/);
    await page.getByRole("button", { name: "Cancel" }).click();
    await expect(status).toHaveText("Cancelled");
    await expect(page.getByText("There is no output: the execution was cancelled.")).toBeVisible();
});

test("a large value comes when it is asked for", async ({ signedIn: page }) => {
    const samples = await SampleExecutions.open(page.request);
    const rows = Array.from({ length: 3_000 }, (_one, index) => ({ sku: `LAMP-${index}` }));
    const workflow = await samples.workflow("Large value", {
        nodes: {
            a: {
                type: "input",
                at: [0, 0],
                data: { label: "Start", schema: { rows: { type: "array" } } }
            },
            b: { type: "echo", at: [264, 0], data: { label: "Copy", value: "${a.output.rows}" } }
        },
        edges: [["a", "b"]]
    });
    await page.goto(`/executions/${await samples.execute(workflow, { rows })}`);
    await page.getByTestId("node-b").click();
    const details = page.getByRole("complementary", { name: "Details" });
    const saving = page.waitForEvent("download");
    await details.getByRole("button", { name: /^Download \d+ KB$/ }).click();
    expect((await saving).suggestedFilename()).toBe("b-output.json");
    await details.getByRole("button", { name: /^Load \d+ KB$/ }).click();
    await expect(details.getByRole("tree", { name: "Output of Copy" })).toContainText("0 :");
    await details.getByRole("searchbox").fill("lamp-2999");
    await expect(details.getByText("1 match")).toBeVisible();
    await expect(details.getByRole("treeitem")).toContainText("[2999].sku");
});

test("on a phone steps open in place of the canvas", async ({ signedIn: page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    const samples = await SampleExecutions.open(page.request);
    const workflow = await samples.workflow("Orders by phone", orders({}));
    await page.goto(`/executions/${await samples.execute(workflow, { customer: "C-1" })}`);
    const steps = page.getByRole("list", { name: "Steps of this execution" });
    await expect(steps.getByRole("button")).toHaveCount(6);
    await expect(page.getByTestId("node-order")).toHaveCount(0);
    await steps.getByRole("button", { name: /Fetch customer/ }).click();
    await expect(page.getByRole("tree", { name: "Output of Fetch customer" })).toBeVisible();
    await expect(page.getByRole("log", { name: "Logs" })).toContainText("Execution completed.");
    const isTooWide = await page.evaluate(
        () => document.documentElement.scrollWidth > document.documentElement.clientWidth
    );
    expect(isTooWide, "horizontal scrolling").toBe(false);
    await expectAccessible(page);
});

test("a failure in loops in loops is shown at its step; on a phone it can be tried again, too", async ({
    signedIn: page
}) => {
    const samples = await SampleExecutions.open(page.request);
    const list = { mode: "each", concurrency: 1 };
    const workflow = await samples.workflow("Regions with shops", {
        nodes: {
            input: {
                type: "input",
                at: [0, 0],
                data: { label: "Input", schema: { regions: { type: "array", required: true } } }
            },
            region: {
                type: "loop",
                at: [240, 0],
                data: { label: "Each region", ...list, items: "${input.output.regions}" }
            },
            shop: {
                type: "loop",
                parentId: "region",
                at: [60, 80],
                data: { label: "Each shop", ...list, items: "${region.item}" }
            },
            check: {
                type: "echo",
                parentId: "shop",
                at: [60, 80],
                data: { label: "Check the shop's opening hours", value: "${shop.item.name}" }
            }
        },
        edges: [["input", "region"]]
    });
    const regions = [[{ name: "a" }], [{ name: "b" }, {}]];
    await page.goto(`/executions/${await samples.execute(workflow, { regions })}`);
    const failed = page.getByText(/^at Check the shop's opening hours, turn \d/);
    await expect(failed).toBeVisible();
    const error = page.getByRole("region", { name: "What went wrong" });
    await expect(error.getByText("UNRESOLVED_REFERENCE")).toBeVisible();

    await page.setViewportSize({ width: 390, height: 844 });
    await expect(failed).toBeVisible();
    await expect(error.getByText("UNRESOLVED_REFERENCE")).toBeVisible();
    await expect(page.getByRole("button", { name: /^Retry from Check/ })).toBeVisible();
    const more = page.getByRole("button", { name: "More ways to run it again" });
    const { x = 0, width = 0 } = (await more.boundingBox()) ?? {};
    expect(width, "the menu's button").toBeGreaterThan(0);
    expect(x + width, "its right edge").toBeLessThanOrEqual(390);
    await more.click();
    await expect(page.getByRole("menuitem").first()).toBeInViewport({ ratio: 1 });
    await page.keyboard.press("Escape");
    await expectAccessible(page);
});

test("what is not there says so, and a deleted workflow still shows what ran", async ({
    signedIn: page,
    consoleErrors
}) => {
    const samples = await SampleExecutions.open(page.request);
    const workflow = await samples.workflow("Orders, deleted", orders({}));
    const id = await samples.execute(workflow, { customer: "C-1" });
    await samples.remove(workflow);
    await page.goto(`/executions/${id}`);
    await expect(page.locator(".execution-status")).toHaveText("Completed");
    await expect(page.getByText("Workflow deleted")).toBeVisible();
    await expect(page.getByTestId("node-charge")).toBeVisible();
    await expect(page.getByRole("link", { name: "Open in editor" })).toHaveCount(0);

    await page.goto("/executions/00000000-0000-7000-8000-000000000000");
    await expect(page.getByRole("heading", { name: "This execution is not here" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Copy id" })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("link", { name: "All executions" }).click();
    await expect(page).toHaveURL(/\/executions$/);
    // The browser itself writes down every answer that is not a success.
    const others = consoleErrors.splice(0).filter((line) => !line.includes("404"));
    expect(others).toEqual([]);
});

/** On the scale of the timeline, from 0 to 1. */
async function scrubTo(page: Page, part: number): Promise<void> {
    const cursor = await page.getByRole("slider", { name: "Moment that is shown" }).boundingBox();
    const row = await page.getByRole("treeitem", { name: /^Order received/ }).boundingBox();
    if (cursor === null || row === null) throw new Error("the timeline is not in sight");
    const left = row.x + 196 + 84;
    const width = row.width - 196 - 84 - 24;
    await page.mouse.click(left + width * part, cursor.y + cursor.height / 2);
}
