import { expect, expectAccessible, test } from "../fixtures.ts";
import { Builder } from "./builder-page.ts";

test("a workflow is drawn by mouse, executed, watched, and found again", async ({ signedIn }) => {
    const page = signedIn;
    const builder = await Builder.create(page, "Message desk");

    await builder.drag("Input", { x: 60, y: 200 });
    await builder.drag("Conditional", { x: 330, y: 200 });
    await builder.drag("Echo", { x: 600, y: 120 });
    await expect(builder.node("echo")).toBeVisible();
    // What is clicked comes right of the selection, connected.
    await builder.choose("echo");
    await builder.item("Output").click();
    await expect(builder.edges()).toHaveCount(1);

    await builder.draw(builder.source("input"), builder.target("conditional"));
    await builder.draw(builder.source("conditional", "true"), builder.target("echo"));
    await expect(builder.edges()).toHaveCount(3);

    await builder.declareMessage();
    await builder.askForUrgent();
    await builder.choose("echo");
    await builder.inspector.getByLabel("Value").fill("Call back: ${input.output.message}");
    await builder.choose("output");
    await builder.inspector.getByLabel("Output", { exact: true }).fill("${echo.output}");
    await page.keyboard.press("Escape");
    await builder.saved();
    await expectAccessible(page);

    await builder.execute({ message: "urgent: the door" });
    await expect(builder.status).toHaveText("Completed");
    await expect(builder.node("echo")).toHaveAccessibleName(
        /Echo, Echo, step \d of 4, completed in/
    );
    await page.getByRole("radio", { name: "Output" }).click();
    await expect(page.getByRole("region", { name: "Execution panel" })).toContainText(
        '"Call back: urgent: the door"'
    );
    await expectAccessible(page);

    await page.reload();
    await expect(builder.node("conditional")).toBeVisible();
    await expect(builder.edges()).toHaveCount(3);
    await builder.choose("output");
    await expect(builder.inspector.getByLabel("Output", { exact: true })).toHaveValue(
        "${echo.output}"
    );
    await expect(builder.inspector.getByRole("region", { name: "Last output" })).toContainText(
        "the door"
    );
});

test("the way not taken says why", async ({ signedIn }) => {
    const page = signedIn;
    const builder = await Builder.create(page, "Why not");
    for (const type of ["Input", "Conditional", "Echo", "Output"]) await builder.item(type).click();
    await expect(builder.edges()).toHaveCount(3);
    await builder.declareMessage();
    await builder.askForUrgent();
    await builder.choose("echo");
    await builder.inspector.getByLabel("Value").fill("${input.output.message}");
    await builder.choose("output");
    await builder.inspector.getByLabel("Output", { exact: true }).fill("${echo.output}");
    await page.keyboard.press("Escape");

    await builder.execute({ message: "good morning" });
    await expect(builder.status).toHaveText("Completed");
    await builder.node("echo").getByRole("button", { name: "Why?" }).click();
    const why = page.getByRole("dialog", { name: /Why/ });
    await expect(why).toContainText(
        "Conditional answered false, so nothing came from its true port."
    );
    await expect(why).toContainText('"good morning" contains "urgent"');
    await expectAccessible(page);
});

test("a connection that cannot be is refused with the reason", async ({ signedIn }) => {
    const page = signedIn;
    const builder = await Builder.create(page, "Refusals");
    for (const type of ["Input", "Echo", "Echo"]) await builder.item(type).click();
    await expect(builder.edges()).toHaveCount(2);

    await builder.draw(builder.source("echo_2"), builder.target("echo"));
    await expect(page.getByTestId("refusal")).toHaveText(/run in a circle/);
    await builder.draw(builder.source("echo"), builder.target("echo_2"));
    await expect(page.getByTestId("refusal")).toHaveText(/connected already/);
    await expect(builder.edges()).toHaveCount(2);

    // Clicking a port, then where it leads, is as good as dragging.
    await page.keyboard.press("Escape");
    await builder.source("input").click();
    await builder.target("echo_2").click();
    await expect(builder.edges()).toHaveCount(3);
});

test("an end dropped on empty ground asks for a node to put there", async ({ signedIn }) => {
    const page = signedIn;
    const builder = await Builder.create(page, "Drop");
    await builder.item("Input").click();
    await builder.source("input").hover();
    const start = await builder.source("input").boundingBox();
    if (start === null) throw new Error("The port is not there.");
    await page.mouse.move(start.x + 6, start.y + 6);
    await page.mouse.down();
    await page.mouse.move(start.x + 140, start.y + 90, { steps: 8 });
    await page.mouse.up();
    await page.getByRole("combobox", { name: "Search nodes" }).fill("ech");
    await page.keyboard.press("Enter");
    await expect(builder.node("echo")).toBeFocused();
    await expect(builder.edges()).toHaveCount(1);
});
