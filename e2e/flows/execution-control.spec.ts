import type { Page } from "@playwright/test";
import { expect, expectAccessible, test } from "../fixtures.ts";
import {
    caller,
    lines,
    orders,
    payment,
    refund,
    SampleExecutions,
    substitutes,
    TWELVE
} from "./sample-executions.ts";

const card = (page: Page, node: string) => page.getByTestId(`node-${node}`);
const details = (page: Page) => page.getByRole("complementary", { name: "Details" });
const status = (page: Page) => page.locator(".execution-status");

test("an approval is answered where one watches, and the execution goes on at once", async ({
    signedIn: page
}) => {
    const samples = await SampleExecutions.open(page.request);
    const workflow = await samples.workflow("Refund, approved", refund());
    await page.goto(`/executions/${await samples.execute(workflow, {}, 0)}`);
    await expect(status(page)).toHaveText("Waiting");
    await expect(card(page, "approve")).toHaveAccessibleName(/Waiting for you/);
    await expect(details(page).getByText("Approve refund needs an answer")).toBeVisible();
    // Wherever one is: somebody waits.
    await expect(page.getByRole("link", { name: /Executions/ }).first()).toContainText(
        "open questions"
    );

    await details(page).getByRole("button", { name: "Answer" }).click();
    await expect(details(page).getByText("Refund 129 € to Mira Kessler?")).toBeVisible();
    await expect(details(page).getByText(/Goes on by itself in 14:\d\d/i)).toBeVisible();
    await expectAccessible(page);
    await details(page).getByLabel("Comment").fill("Arrived broken.");
    await details(page).getByRole("button", { name: "Approve" }).click();

    await expect(status(page)).toHaveText("Completed");
    await expect(details(page).getByText(/^Answered by you/)).toBeVisible();
    await expect(details(page).getByRole("tree")).toContainText("Arrived broken.");
    await expect(card(page, "write")).toHaveAccessibleName(/Skipped/);
    await expect(page.getByRole("button", { name: "Pause" })).toHaveCount(0);
});

test("who answers too late learns who was faster", async ({ signedIn: page, consoleErrors }) => {
    const samples = await SampleExecutions.open(page.request);
    const workflow = await samples.workflow("Refund, raced", refund());
    const id = await samples.execute(workflow, {}, 0);
    let isDeaf = false;
    await page.routeWebSocket(/\/ws/, (socket) => {
        const server = socket.connectToServer();
        server.onMessage((message) => {
            if (!isDeaf) socket.send(message);
        });
    });
    await page.goto(`/executions/${id}`);
    await details(page).getByRole("button", { name: "Answer" }).click();
    await expect(details(page).getByRole("button", { name: "Approve" })).toBeVisible();

    // The line goes quiet, and somebody else answers.
    isDeaf = true;
    await samples.answer(id, { approved: false });
    await details(page).getByRole("button", { name: "Approve" }).click();
    await expect(details(page).getByRole("alert")).toContainText("You answered this");
    await expectAccessible(page);

    // What was not heard is asked for.
    await expect(card(page, "pay")).toHaveAccessibleName(/Skipped/, { timeout: 30_000 });
    const others = consoleErrors.splice(0).filter((line) => !line.includes("409"));
    expect(others).toEqual([]);
});

test("questions of concurrent turns are listed with their turn and answered in any order", async ({
    signedIn: page
}) => {
    const samples = await SampleExecutions.open(page.request);
    const workflow = await samples.workflow("Substitutes", substitutes());
    await page.goto(`/executions/${await samples.execute(workflow, {}, 0)}`);
    const open = details(page).getByRole("list", { name: "Open questions of this execution" });
    await expect(open.getByRole("listitem")).toHaveCount(3);
    await expectAccessible(page);
    await open.getByRole("button", { name: /turn 3/ }).click();
    await expect(details(page).getByText("Which lamp for customer 2?")).toBeVisible();

    // What is missing is said at the field.
    await details(page).getByRole("button", { name: "Send answer" }).click();
    await expect(details(page).getByRole("alert")).toHaveText("Choose one of them.");
    await details(page).getByRole("radio", { name: "Lamp B" }).check();
    await details(page).getByRole("button", { name: "Send answer" }).click();
    await expect(details(page).getByText(/^Answered by you/)).toBeVisible();
    await expect(open.getByRole("listitem")).toHaveCount(2);

    for (const turn of [1, 2]) {
        const pager = details(page).getByRole("group", { name: "Turns of For each supplier" });
        await pager
            .getByRole("button", { name: /^Turn \d of 3$/ })
            .press(turn === 1 ? "Home" : "ArrowRight");
        await expect(details(page).getByText(`Which lamp for customer ${turn - 1}?`)).toBeVisible();
        await details(page).getByRole("radio", { name: "Lamp A" }).check();
        await details(page).getByRole("button", { name: "Send answer" }).click();
        await expect(details(page).getByText(/^Answered by you/)).toBeVisible();
    }
    await expect(status(page)).toHaveText("Completed");
});

test("the turns of a loop are paged through, one of which failed and was collected", async ({
    signedIn: page
}) => {
    const samples = await SampleExecutions.open(page.request);
    const workflow = await samples.workflow("Orders, line by line", lines(20));
    await page.goto(`/executions/${await samples.execute(workflow, { lines: TWELVE })}`);
    await expect(status(page)).toHaveText("Completed");
    await card(page, "stock").click();
    const pager = details(page).getByRole("group", { name: "Turns of For each line" });
    await expect(pager.getByRole("button", { name: "Turn 12 of 12" })).toBeVisible();
    await pager.getByRole("button", { name: "Previous turn" }).click();
    await expect(details(page).getByRole("tree", { name: "Output of Check stock" })).toContainText(
        "LAMP-11"
    );

    // By keyboard: back to what failed, and to the ends.
    await pager.getByRole("button", { name: /^Turn 11/ }).press("F");
    await expect(pager.getByRole("button", { name: "Turn 4 of 12" })).toBeVisible();
    await expect(card(page, "out")).toHaveAccessibleName(/Failed: LAMP-4 is sold out/);
    await expect(card(page, "reserve")).toHaveAccessibleName(/Skipped/);
    await card(page, "out").click();
    await expect(details(page).getByText(/The loop kept the error and went on/)).toBeVisible();
    await pager.getByRole("button", { name: "Turn 4 of 12" }).press("Home");
    await expect(card(page, "out")).toHaveAccessibleName(/Skipped/);

    // To a turn by its number.
    await pager.getByRole("button", { name: "Turn 1 of 12" }).click();
    const jump = page.getByRole("dialog", { name: "Jump to a turn of For each line" });
    await expect(jump.getByText("11 done, 1 failed")).toBeVisible();
    await expectAccessible(page);
    await jump.getByRole("textbox").fill("9");
    await jump.getByRole("button", { name: "Show" }).click();
    await expect(pager.getByRole("button", { name: "Turn 9 of 12" })).toBeVisible();

    // All of them in the timeline; choosing one shows its steps.
    const timeline = page.getByRole("tree", { name: "Timeline of the steps" });
    await timeline.getByRole("treeitem", { name: /^For each line/ }).click();
    await timeline.press("ArrowRight");
    await timeline.getByRole("treeitem", { name: /^Turn 2 ?,/ }).click();
    await expect(card(page, "each")).toContainText("Turn 2 of 12");

    // Looking back, the loop was at another turn.
    await page.getByRole("slider", { name: "Moment that is shown" }).press("Home");
    await expect(card(page, "stock")).toHaveAccessibleName(/Pending/);
});

test("an execution is paused, and goes on when it is resumed", async ({ signedIn: page }) => {
    const samples = await SampleExecutions.open(page.request);
    const workflow = await samples.workflow("Orders, paused", lines(600));
    await page.goto(`/executions/${await samples.execute(workflow, { lines: TWELVE }, 0)}`);
    await page.getByRole("button", { name: "Pause" }).click();
    await expect(status(page)).toHaveText("Paused");
    await expect(page.getByText("Paused: what runs finishes")).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Resume" }).click();
    await expect(status(page)).toHaveText("Completed", { timeout: 30_000 });
});

test("an event is sent to a step that waits for it, and a reason goes with a cancel", async ({
    signedIn: page
}) => {
    const samples = await SampleExecutions.open(page.request);
    const workflow = await samples.workflow("Payment", payment());
    await page.goto(`/executions/${await samples.execute(workflow, {}, 0)}`);
    await expect(card(page, "paid")).toHaveAccessibleName(/Waiting for “paid”/);
    await details(page).getByRole("button", { name: "Send…" }).click();
    await details(page).getByLabel("Data").fill("{ amount: 1 }");
    await details(page).getByRole("button", { name: "Send event" }).click();
    await expect(details(page).getByText(/This is no JSON/)).toBeVisible();
    await details(page).getByLabel("Data").fill('{ "amount": 129 }');
    await details(page).getByRole("button", { name: "Send event" }).click();
    await expect(status(page)).toHaveText("Completed");
    await expect(details(page).getByRole("tree")).toContainText("129");

    await page.goto(`/executions/${await samples.execute(workflow, {}, 0)}`);
    await expect(status(page)).toHaveText("Waiting");
    await page.getByRole("button", { name: "More ways to stop it" }).click();
    await page.getByRole("menuitem", { name: "Cancel with a reason…" }).click();
    await page.getByRole("dialog").getByLabel("Reason").fill("Wrong customer");
    await page.getByRole("button", { name: "Cancel execution" }).click();
    await expect(status(page)).toHaveText("Cancelled");
    await expect(details(page).getByText(/Cancelled by you: Wrong customer/)).toBeVisible();
});

test("an execution is run again from what failed, with another output, and both know of it", async ({
    signedIn: page
}) => {
    const declined = {
        fail: { message: "The card was declined", code: "CARD_DECLINED", times: 9 }
    };
    const samples = await SampleExecutions.open(page.request);
    const workflow = await samples.workflow("Orders, run again", orders(declined));
    const first = await samples.execute(workflow, { customer: "C-1" });
    await page.goto(`/executions/${first}`);
    await expect(status(page)).toHaveText("Failed");
    await page.getByRole("button", { name: "Retry from Charge card" }).click();
    await expect(page.getByRole("heading", { name: /#2$/ })).toBeVisible();
    await expect(status(page)).toHaveText("Failed");
    await expect(page.getByRole("link", { name: "Re-run of #1" })).toBeVisible();
    await card(page, "fetch").click();
    await expect(details(page).getByText(/Taken over from the execution/)).toBeVisible();
    await expect(card(page, "fetch")).toContainText("taken over");
    // On the timeline it has no bar: it ran in another execution, on another clock.
    const row = page.getByRole("treeitem", { name: /^Fetch customer/ });
    await expect(row).toContainText("taken over");
    await expect(row.locator(".fm-tl-bar")).toHaveCount(0);

    await card(page, "charge").click();
    await details(page).getByRole("button", { name: "Run again from here" }).click();
    await page.getByRole("menuitem", { name: "Put in another output…" }).click();
    const dialog = page.getByRole("dialog", { name: /another output of Charge card/ });
    await dialog.getByLabel("Output").fill('{ "paid": true }');
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Run again" }).click();
    await expect(page.getByRole("heading", { name: /#3$/ })).toBeVisible();
    await expect(status(page)).toHaveText("Completed");

    await page.getByRole("link", { name: "Re-run of #2" }).click();
    await expect(page.getByRole("heading", { name: /#2$/ })).toBeVisible();
    await expect(page.getByRole("link", { name: "#3", exact: true })).toBeVisible();
});

test("a called workflow and its caller lead to each other", async ({ signedIn: page }) => {
    const samples = await SampleExecutions.open(page.request);
    const child = await samples.workflow("Orders, called", orders({}));
    const parent = await samples.workflow("Caller", caller(child));
    await page.goto(`/executions/${await samples.execute(parent)}`);
    await expect(status(page)).toHaveText("Completed");
    await card(page, "call").click();
    await details(page).getByRole("link", { name: "Open Orders, called #1" }).click();
    await expect(page.getByRole("heading", { name: /#1$/ })).toBeVisible();
    await expect(card(page, "charge")).toBeVisible();
    await page.getByRole("link", { name: "Called by Caller #1" }).click();
    await expect(card(page, "call")).toBeVisible();
});

test("the list shows what waits for an answer", async ({ signedIn: page }) => {
    const samples = await SampleExecutions.open(page.request);
    const workflow = await samples.workflow("Refund, listed", refund());
    await samples.execute(workflow, {}, 0);
    await page.goto("/executions");
    await page.getByRole("button", { name: /open question/ }).click();
    await expect(page).toHaveURL(/status=waiting/);
    await expect(page.getByRole("table").getByText("Refund, listed").first()).toBeVisible();
    await expect(page.getByRole("table").getByText("Completed")).toHaveCount(0);
});
