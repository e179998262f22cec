import { expect, expectAccessible, test } from "../fixtures.ts";
import { Builder } from "./builder-page.ts";

test("a workflow is built, executed and undone without a pointer", async ({ signedIn }) => {
    const page = signedIn;
    const builder = await Builder.create(page, "Keyboard desk");
    const { keyboard } = page;

    await page.getByRole("region", { name: "Workflow canvas" }).focus();
    await addByKey("input");
    await expect(builder.node("input")).toBeFocused();
    await addByKey("if");
    await addByKey("echo");
    await addByKey("result");
    await expect(builder.node("output")).toBeFocused();
    await expect(builder.edges()).toHaveCount(3);

    // C connects, arrows go along the connections.
    await keyboard.press("ArrowLeft");
    await keyboard.press("ArrowLeft");
    await expect(builder.node("conditional")).toBeFocused();
    await keyboard.press("c");
    const connect = page.getByRole("dialog", { name: "Connect Conditional to…" });
    await expect(connect.getByRole("radio", { name: "false" })).toHaveAttribute("data-state", "on");
    await page.getByRole("combobox", { name: "Search nodes to connect to" }).fill("output");
    await keyboard.press("Enter");
    await expect(builder.edges()).toHaveCount(4);

    // Enter opens the form with the cursor in its first field, Escape leads back to the card.
    await keyboard.press("Enter");
    await expect(builder.inspector.getByLabel("Left", { exact: true })).toBeFocused();
    await keyboard.type("${input.output.message");
    await keyboard.press("Escape");
    await keyboard.type("}");
    await keyboard.press("Tab");
    await keyboard.press("Tab");
    await keyboard.type("urgent");
    await keyboard.press("Escape");
    await keyboard.press("Escape");
    await expect(builder.node("conditional")).toBeFocused();

    await keyboard.press("ArrowLeft");
    await keyboard.press("Enter");
    await expect(builder.inspector.getByRole("button", { name: "Add field" })).toBeFocused();
    await keyboard.press("Enter");
    await keyboard.type("message");
    await keyboard.press("Escape");

    await builder.node("input").focus();
    await keyboard.press("ArrowRight");
    await keyboard.press("ArrowRight");
    await expect(builder.node("echo")).toBeFocused();
    await keyboard.press("Enter");
    await keyboard.type("Hello");
    await keyboard.press("Escape");
    await keyboard.press("ArrowRight");
    await keyboard.press("Enter");
    await keyboard.type("${echo.output ?? ");
    await keyboard.press("Escape");
    await keyboard.type('"nobody"}');
    await keyboard.press("Escape");
    await builder.saved();

    // F2 renames, and what referred to the node follows.
    await builder.node("echo").focus();
    await keyboard.press("F2");
    await keyboard.type("Greeting");
    await keyboard.press("Enter");
    await expect(builder.node("greeting")).toBeFocused();
    await builder.node("output").focus();
    await keyboard.press("Enter");
    await expect(builder.inspector.getByLabel("Output", { exact: true })).toHaveValue(
        '${greeting.output ?? "nobody"}'
    );
    await keyboard.press("Escape");
    await expectAccessible(page);

    await keyboard.press("Control+Enter");
    await expect(page.getByRole("dialog").getByLabel("message")).toBeFocused();
    await keyboard.type("urgent");
    await keyboard.press("Enter");
    await expect(builder.status).toHaveText("Completed");

    // Delete and undo: the focus never falls off the canvas.
    await builder.node("greeting").focus();
    await keyboard.press("Delete");
    await expect(builder.node("greeting")).toHaveCount(0);
    await expect(builder.node("output")).toBeFocused();
    await keyboard.press("Control+z");
    await expect(builder.node("greeting")).toBeVisible();
    await expect(builder.edges()).toHaveCount(4);

    async function addByKey(query: string): Promise<void> {
        await keyboard.press("Tab");
        await expect(page.getByRole("combobox", { name: "Search nodes" })).toBeFocused();
        await keyboard.type(query);
        await keyboard.press("Enter");
        await expect(page.getByRole("combobox", { name: "Search nodes" })).toHaveCount(0);
    }
});

test("every shortcut is in the list that ? opens", async ({ signedIn }) => {
    const page = signedIn;
    await Builder.create(page, "Shortcuts");
    await page.getByRole("region", { name: "Workflow canvas" }).focus();
    await page.keyboard.press("?");
    const dialog = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await expect(dialog).toContainText("Connect to…");
    await dialog.getByRole("searchbox").fill("tidy");
    await expect(dialog.getByText("Tidy up")).toBeVisible();
    await expect(dialog.getByText("Undo")).toHaveCount(0);
    await expectAccessible(page);
});
