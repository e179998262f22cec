import { expect, expectAccessible, test } from "../fixtures.ts";
import { Builder } from "./builder-page.ts";

test("a switch leads each case on its way, and its edges follow their cases", async ({
    signedIn
}) => {
    const page = signedIn;
    const builder = await Builder.create(page, "By tier");
    const { inspector } = builder;
    await builder.drag("Input", { x: 64, y: 120 });
    await builder.addInput("tier", "Text");
    await inspector.getByLabel("Required").check();
    await builder.drag("Switch", { x: 312, y: 120 });
    await builder.draw(builder.source("input"), builder.target("switch"));
    await builder.choose("switch");
    await builder.write("Value", "${input.output.tier}");
    await inspector.getByLabel("Label of case 1").fill("Gold");
    await inspector.getByRole("group", { name: "Gold" }).getByLabel("Equals").fill("gold");
    await inspector.getByRole("button", { name: "Add case" }).click();
    await inspector.getByLabel("Label of case 2").fill("Other metals");
    const second = inspector.getByRole("group", { name: "Other metals" });
    await second.getByRole("radio", { name: "Condition" }).click();
    await second.getByLabel("Left", { exact: true }).fill("${input.output.tier}");
    await second.getByLabel("Right", { exact: true }).fill("silver");
    await second.getByLabel("Right", { exact: true }).blur();
    await expect(builder.node("switch")).toContainText("is gold");
    await expect(builder.node("switch")).toContainText("Input › tier equals silver");

    await builder.drag("Echo", { x: 580, y: 60 });
    await builder.write("Value", "first class");
    await builder.drag("Echo", { x: 580, y: 200 });
    await builder.write("Value", "second class");
    await builder.draw(builder.source("switch", "gold"), builder.target("echo"));
    await builder.draw(builder.source("switch", "other_metals"), builder.target("echo_2"));
    await expect(builder.edges()).toHaveCount(3);

    // Another order, another port: the edges know their case. A case that goes takes its edge along.
    await builder.choose("switch");
    await inspector.getByRole("button", { name: "Move Other metals up" }).click();
    await expect(inspector.getByLabel("Label of case 1")).toHaveValue("Other metals");
    await inspector.getByRole("group", { name: "Other metals" }).getByLabel("Port").fill("silver");
    await expect(builder.source("switch", "silver")).toBeVisible();
    await expect(builder.edges()).toHaveCount(3);
    await inspector.getByRole("button", { name: "Remove Gold" }).click();
    await expect(page.getByText("1 connection of that case was removed.")).toBeVisible();
    await expect(builder.edges()).toHaveCount(2);
    await page.getByRole("region", { name: "Notifications" }).getByText("Undo").click();
    await expect(builder.edges()).toHaveCount(3);
    await expectAccessible(page);

    await builder.execute({ tier: "silver" });
    await expect(builder.status).toHaveText("Completed");
    await expect(builder.node("echo_2")).toHaveAccessibleName(/completed in/);
    await expect(builder.node("echo")).toHaveAccessibleName(/Skipped/);
});

test("what fails goes on by its error port", async ({ signedIn }) => {
    const page = signedIn;
    const builder = await Builder.create(page, "Handled");
    const { inspector } = builder;
    await builder.drag("Input", { x: 64, y: 80 });
    await builder.drag("Fail", { x: 320, y: 80 });
    await builder.write("Message", "No stock");
    await builder.draw(builder.source("input"), builder.target("fail"));
    await builder.drag("Output", { x: 560, y: 240 });
    await builder.write("Output", "${fail.error.message}");

    // It hides until the pointer is on the card; once it leads somewhere it is a row of its own.
    await builder.node("fail").hover();
    await builder.draw(builder.source("fail", "error"), builder.target("output"));
    await expect(builder.edges()).toHaveCount(2);
    await expect(builder.node("fail").locator(".fm-card-row")).toHaveText("error");
    await builder.choose("fail");
    await inspector.getByRole("tab", { name: "Reliability" }).click();
    await expect(inspector.getByRole("radio", { name: "Error port" })).toBeChecked();
    await expectAccessible(page);

    await builder.execute({});
    await expect(builder.status).toHaveText("Completed");
    await builder.choose("output");
    await expect(page.getByRole("region", { name: "Last output" })).toContainText("No stock");
});

test("another workflow is chosen by its name, and asks for what it needs", async ({ signedIn }) => {
    const page = signedIn;
    const called = await Builder.create(page, "Score supplier");
    await called.drag("Input", { x: 80, y: 120 });
    await called.addInput("supplier", "Text");
    await called.inspector.getByLabel("Required").check();
    await called.drag("Output", { x: 400, y: 120 });
    await called.draw(called.source("input"), called.target("output"));
    await called.choose("output");
    await called.write("Output", "Scored ${input.output.supplier}");
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Publish" }).click();
    await expect(page.getByText(/Version \d is live/)).toBeVisible();

    await page.getByRole("link", { name: "Back to workflows" }).click();
    const builder = await Builder.create(page, "Caller");
    await builder.drag("Workflow", { x: 80, y: 120 });
    await builder.inspector.getByLabel("Workflow", { exact: true }).click();
    await page.getByRole("combobox", { name: "Search workflows" }).fill("score");
    await page.getByRole("option", { name: "Score supplier" }).first().click();
    await builder.write("supplier", "acme");
    await expect(
        builder.inspector.getByRole("link", { name: "Open Score supplier in a new tab" })
    ).toBeVisible();
    await builder.drag("Output", { x: 400, y: 120 });
    await builder.draw(builder.source("workflow"), builder.target("output"));
    await builder.choose("output");
    await builder.write("Output", "${workflow.output}");
    await expectAccessible(page);
    await builder.execute({});
    await expect(builder.status).toHaveText("Completed");
    await expect(page.getByRole("region", { name: "Last output" })).toContainText("Scored acme");
});
