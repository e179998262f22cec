import { expect, expectAccessible, test } from "../fixtures.ts";
import { Builder } from "./builder-page.ts";

/**
 *                      ┌─true──▶ Echo ───┐
 *     Input ─▶ Conditional               ├─▶ Merge ─▶ Loop [ Echo 3 ] ─▶ Output
 *                      └─false─▶ Echo 2 ─┘
 */
test("a loop with its body is drawn by mouse, published, executed, and gives the list", async ({
    signedIn
}) => {
    const page = signedIn;
    const builder = await Builder.create(page, "Order lines");
    const { inspector } = builder;

    await builder.drag("Input", { x: 56, y: 24 });
    await builder.addInput("lines", "List");
    await inspector.getByLabel("Required").check();
    await builder.addInput("tier", "Text");
    await inspector.getByRole("button", { name: "More about tier" }).click();
    await inspector.getByLabel("Default", { exact: true }).fill("basic");

    await builder.drag("Conditional", { x: 304, y: 24 });
    await builder.draw(builder.source("input"), builder.target("conditional"));
    await builder.choose("conditional");
    await builder.write("Left", "${input.output.tier}");
    await builder.write("Right", "gold");
    await builder.drag("Echo", { x: 560, y: 16 });
    await builder.write("Value", "express");
    await builder.drag("Echo", { x: 560, y: 136 });
    await builder.write("Value", "standard");
    await builder.draw(builder.source("conditional", "true"), builder.target("echo"));
    await builder.draw(builder.source("conditional", "false"), builder.target("echo_2"));
    await builder.drag("Merge", { x: 64, y: 280 });
    await builder.draw(builder.source("echo"), builder.target("merge"));
    await builder.draw(builder.source("echo_2"), builder.target("merge"));

    await builder.drag("Loop", { x: 336, y: 280 });
    await expect(builder.node("loop").getByText("Add the first step")).toBeVisible();
    await builder.draw(builder.source("merge"), builder.target("loop"));
    await builder.choose("loop");
    await builder.write("Items", "${input.output.lines}");
    await builder.write("At once", "5");

    // Dropped into the well it stands inside, and its own turn is there to be read.
    await builder.drag("Echo", { x: 400, y: 372 });
    await expect(builder.node("loop").getByText("Add the first step")).toHaveCount(0);
    await inspector.getByLabel("Value", { exact: true }).fill("${loop.");
    const offered = page.getByRole("listbox", { name: "What can be referred to" });
    await expect(offered.getByRole("option").filter({ hasText: "index" })).toBeVisible();
    await page.keyboard.press("Escape");
    await builder.write(
        "Value",
        '{ "sku": "${loop.item.sku}", "by": "${merge.output}", "n": "${loop.index}" }'
    );

    await builder.drag("Output", { x: 64, y: 520 });
    await builder.write("Name", "lines");
    await builder.write("Output", "${loop.output}");
    await builder.draw(builder.source("loop"), builder.target("output"));
    await expect(builder.edges()).toHaveCount(7);
    await expect(page.getByRole("button", { name: /\d+ problem/ })).toHaveCount(0);
    await expect(builder.node("loop")).toContainText("Input › lines");
    await expectAccessible(page);

    await page.getByRole("button", { name: "Publish", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Publish" }).click();
    await expect(page.getByText("Version 2 is live.")).toBeVisible();

    await builder.execute({ lines: '[{"sku":"a"},{"sku":"b"}]' });
    await expect(builder.status).toHaveText("Completed");
    await builder.choose("output");
    const last = page.getByRole("region", { name: "Last output" });
    await expect(last).toContainText('"standard"');
    await expect(last).toContainText('"b"');
    await expect(builder.node("loop").getByRole("group", { name: /Turn/ })).toBeVisible();
    await expectAccessible(page);
});

test("a step goes into a loop and out of it, and what is cut is said", async ({ signedIn }) => {
    const page = signedIn;
    const builder = await Builder.create(page, "In and out");
    await builder.drag("Echo", { x: 24, y: 40 });
    await builder.drag("Echo", { x: 300, y: 40 });
    await builder.draw(builder.source("echo"), builder.target("echo_2"));
    await builder.drag("Loop", { x: 120, y: 240 });

    await builder.pullTo("echo_2", { x: 260, y: 340 });
    await expect(page.getByText(/Moved Echo 2 into Loop\. 1 connection was removed/)).toBeVisible();
    await expect(builder.edges()).toHaveCount(0);
    await page.getByRole("button", { name: "Undo" }).last().click();
    await expect(builder.edges()).toHaveCount(1);

    // Over the border nothing is connected: the loop itself is what one leads to.
    await builder.pullTo("echo_2", { x: 260, y: 340 });
    await expect(builder.edges()).toHaveCount(0);
    await builder.draw(builder.source("echo"), builder.target("echo_2"));
    await expect(page.getByTestId("refusal")).toHaveText(/border of a loop/);

    // The loop takes its body along: in copies, and when it goes.
    await builder.node("loop").locator(".fm-card-title").click();
    await page.keyboard.press("Control+d");
    await expect(builder.node("loop_2")).toBeVisible();
    await expect(builder.node("echo_3")).toBeVisible();
    await page.keyboard.press("Delete");
    await expect(builder.node("echo_3")).toHaveCount(0);

    await builder.pullTo("echo_2", { x: 640, y: 60 });
    await expect(builder.node("loop").getByText("Add the first step")).toBeVisible();
    await builder.pullTo("echo_2", { x: 260, y: 340 });
    await builder.drag("Output", { x: 300, y: 360 });
    await expect(page.getByRole("region", { name: "Notifications" })).toContainText(
        "Output stands at the top level, not inside a loop."
    );
    await expect(builder.node("output")).toHaveCount(0);
});

test("loops are made, filled and emptied without a pointer", async ({ signedIn }) => {
    const page = signedIn;
    const builder = await Builder.create(page, "By keys");
    for (const type of ["Input", "Echo", "Output"]) await builder.item(type).click();
    await expect(builder.edges()).toHaveCount(2);
    await builder.choose("echo");
    await builder.node("echo").focus();
    await page.keyboard.press("Shift+G");
    await expect(builder.node("loop")).toBeVisible();
    await expect(page.getByLabel("Connection from Input to Loop")).toHaveCount(1);
    await expect(page.getByLabel("Connection from Loop to Output")).toHaveCount(1);

    // A first step asks for the next; inside, no node is offered that cannot stand there.
    await builder.node("loop").focus();
    await page.keyboard.press("ArrowDown");
    await expect(builder.node("echo")).toBeFocused();
    await page.keyboard.press("Tab");
    const search = page.getByRole("combobox", { name: "Search nodes" });
    await search.fill("outp");
    await expect(page.getByRole("option", { name: "Output", exact: true })).toHaveCount(0);
    await search.fill("echo");
    await page.keyboard.press("Enter");
    await expect(page.getByLabel("Connection from Echo to Echo 2")).toHaveCount(1);

    await page.getByRole("radio", { name: "Outline" }).click();
    const step = page.locator('[role=treeitem][data-id="echo_2"]');
    await expect(step).toHaveAttribute("aria-level", "2");
    await builder.node("echo_2").focus();
    await page.keyboard.press("Shift+O");
    await expect(step).toHaveAttribute("aria-level", "1");
    await builder.node("echo_2").focus();
    await page.keyboard.press("Shift+I");
    await page.getByRole("combobox", { name: "Search loops" }).press("Enter");
    await expect(builder.node("echo_2")).toBeFocused();
    await expect(step).toHaveAttribute("aria-level", "2");
});
