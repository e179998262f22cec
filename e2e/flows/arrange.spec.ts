import { expect, expectAccessible, test } from "../fixtures.ts";
import { Builder } from "./builder-page.ts";

test("a loose node is dropped into a connection, and undo takes it out again", async ({
    signedIn
}) => {
    const builder = await Builder.create(signedIn, "Splice");
    await builder.drag("Input", { x: 60, y: 160 });
    await builder.drag("Output", { x: 560, y: 160 });
    await builder.draw(builder.source("input"), builder.target("output"));
    await builder.drag("Echo", { x: 300, y: 420 });
    await expect(builder.edges()).toHaveCount(1);

    await builder.pull("echo", builder.edges().first());
    await expect(builder.edges()).toHaveCount(2);
    await expect(signedIn.getByLabel("Connection from Input to Echo")).toHaveCount(1);
    await expect(signedIn.getByLabel("Connection from Echo to Output")).toHaveCount(1);
    // What is said within a second stands together: nothing else may.
    await expect(signedIn.getByTestId("announcements")).toHaveText(
        /^(Added Echo\. )?Put Echo between Input and Output\.$/
    );

    await signedIn.keyboard.press("Control+z");
    await expect(builder.edges()).toHaveCount(1);
    await expect(signedIn.getByLabel("Connection from Input to Output")).toHaveCount(1);
});

test("several nodes are lined up, copied and pasted", async ({ signedIn }) => {
    const page = signedIn;
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const builder = await Builder.create(page, "Lines");
    await builder.drag("Echo", { x: 80, y: 120 });
    await builder.drag("Output", { x: 340, y: 200 });
    await builder.draw(builder.source("echo"), builder.target("output"));
    await builder.choose("output");
    await builder.inspector.getByLabel("Output", { exact: true }).fill("${echo.output}");
    await page.keyboard.press("Escape");

    await builder.choose("echo");
    await builder.node("output").click({ modifiers: ["Shift"] });
    await builder.node("output").click({ button: "right" });
    await expectAccessible(page);
    await page.getByRole("menuitem", { name: "Align tops" }).click();
    const tops = async () =>
        Promise.all(
            ["echo", "output"].map(async (id) => (await builder.node(id).boundingBox())?.y)
        );
    await expect(async () => {
        const [one, other] = await tops();
        expect(one).toBe(other);
    }).toPass();

    await page.keyboard.press("Control+c");
    await page.mouse.move(500, 520);
    await page.keyboard.press("Control+v");
    await expect(builder.node("echo_2")).toBeVisible();
    const pasted = await builder.node("echo_2").boundingBox();
    expect(Math.abs((pasted?.x ?? 0) + 104 - 500)).toBeLessThan(8);
    expect(Math.abs((pasted?.y ?? 0) + 32 - 520)).toBeLessThan(8);
    await expect(builder.edges()).toHaveCount(2);
    await builder.choose("output_2");
    await expect(builder.inspector.getByLabel("Output", { exact: true })).toHaveValue(
        "${echo_2.output}"
    );
});

test("what is connected stands out, and a link leads to a node", async ({ signedIn }) => {
    const page = signedIn;
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const builder = await Builder.create(page, "Lineage");
    await builder.drag("Input", { x: 60, y: 160 });
    await builder.drag("Output", { x: 340, y: 160 });
    await builder.draw(builder.source("input"), builder.target("output"));
    await builder.drag("Echo", { x: 200, y: 400 });
    await builder.choose("output");
    const faded = page.locator(".react-flow__node.fm-dim");
    await page.keyboard.press("l");
    await expect(faded).toHaveCount(1);
    await expect(faded).toHaveAttribute("data-id", "echo");
    await page.keyboard.press("l");
    await expect(faded).toHaveCount(0);

    await builder.node("output").click({ button: "right" });
    await page.getByRole("menuitem", { name: "Copy link to the node" }).click();
    await expect(page.getByText("Link to the node copied.")).toBeVisible();
    await builder.saved();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    await page.goto(link);
    await expect(builder.inspector.getByLabel("Rename Output")).toBeVisible();
    await page.goto(`${link}_gone`);
    await expect(page.getByText("There is no node output_gone")).toBeVisible();
});
