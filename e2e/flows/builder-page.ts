import { expect } from "../fixtures.ts";
import type { Locator, Page } from "@playwright/test";

/** The builder as a person uses it: by what is written on it, and by the parts of the canvas. */
export class Builder {
    readonly page: Page;
    readonly palette: Locator;
    readonly inspector: Locator;
    readonly status: Locator;

    constructor(page: Page) {
        this.page = page;
        this.palette = page.getByRole("complementary", { name: "Nodes and outline" });
        this.inspector = page.getByRole("complementary", { name: "Settings" });
        this.status = page.locator(".execution-status");
    }

    /** From the library, by the button that is promised. */
    static async create(page: Page, name: string): Promise<Builder> {
        await page.getByRole("button", { name: "New Workflow" }).first().click();
        const dialog = page.getByRole("dialog");
        await dialog.getByLabel("Name").fill(name);
        await dialog.locator('button[type="submit"]').click();
        const builder = new Builder(page);
        await expect(page.getByRole("button", { name: "Execute", exact: true })).toBeVisible();
        await expect(builder.palette).toBeVisible();
        return builder;
    }

    item(type: string): Locator {
        return this.palette.getByRole("button", { name: type, exact: true });
    }

    node(id: string): Locator {
        return this.page.getByTestId(`node-${id}`);
    }

    source(id: string, port = "out"): Locator {
        return this.page.getByTestId(`handle-${id}-source-${port}`);
    }

    target(id: string): Locator {
        return this.page.getByTestId(`handle-${id}-target-in`);
    }

    edges(): Locator {
        return this.page.locator(".react-flow__edge");
    }

    /** Drags an item of the palette to a place on the canvas. */
    async drag(type: string, to: { readonly x: number; readonly y: number }): Promise<void> {
        const pane = await boxOf(this.page.locator(".react-flow"));
        await this.item(type).scrollIntoViewIfNeeded();
        const from = await boxOf(this.item(type));
        const { mouse } = this.page;
        await mouse.move(from.x + 20, from.y + from.height / 2);
        await mouse.down();
        await mouse.move(pane.x + to.x, pane.y + to.y, { steps: 8 });
        await mouse.move(pane.x + to.x + 1, pane.y + to.y);
        await mouse.move(pane.x + to.x, pane.y + to.y);
        await mouse.up();
    }

    /** Draws a connection with the mouse. */
    async draw(from: Locator, to: Locator): Promise<void> {
        // Hovering waits until nothing moves any more.
        await from.hover();
        const start = middleOf(await boxOf(from));
        const end = middleOf(await boxOf(to));
        const { mouse } = this.page;
        await mouse.move(start.x, start.y);
        await mouse.down();
        await mouse.move(end.x, end.y, { steps: 8 });
        // Near its edges the canvas moves along: the end is where it is by then.
        const there = middleOf(await boxOf(to));
        await mouse.move(there.x, there.y, { steps: 2 });
        await mouse.move(there.x + 1, there.y);
        await mouse.up();
    }

    /** Moves a node by its head until the pointer is on the middle of something else. */
    async pull(id: string, to: Locator): Promise<void> {
        const head = this.node(id).locator(".fm-card-title");
        await head.hover();
        const start = middleOf(await boxOf(head));
        const end = middleOf(await boxOf(to));
        const { mouse } = this.page;
        await mouse.move(start.x, start.y);
        await mouse.down();
        await mouse.move(end.x, end.y - 40, { steps: 8 });
        await mouse.move(end.x, end.y, { steps: 3 });
        await mouse.up();
    }

    /** Moves a node by its name to a place of the canvas. */
    async pullTo(id: string, to: { readonly x: number; readonly y: number }): Promise<void> {
        const pane = await boxOf(this.page.locator(".react-flow"));
        const head = this.node(id).locator(".fm-card-title").first();
        await head.hover();
        const start = middleOf(await boxOf(head));
        const { mouse } = this.page;
        await mouse.move(start.x, start.y);
        await mouse.down();
        await mouse.move(pane.x + to.x, pane.y + to.y - 30, { steps: 8 });
        await mouse.move(pane.x + to.x, pane.y + to.y, { steps: 3 });
        await mouse.up();
    }

    /** Fills a field of the form, and closes what completes it. */
    async write(field: string, text: string): Promise<void> {
        const control = this.inspector.getByLabel(field, { exact: true }).first();
        await control.fill(text);
        await expect(control).toHaveValue(text);
        await control.blur();
    }

    /** One more field that an execution asks for. */
    async addInput(name: string, type: string): Promise<void> {
        await this.inspector.getByRole("button", { name: "Add field" }).click();
        const row = this.inspector.getByRole("group", { name: /^Field / }).last();
        await row.getByLabel("Name", { exact: true }).fill(name);
        await row.getByLabel("Type", { exact: true }).click();
        await this.page.getByRole("option", { name: type, exact: true }).click();
    }

    async choose(id: string): Promise<void> {
        await this.node(id).locator(".fm-card-title").click();
        await expect(this.inspector.getByLabel(/^Rename /)).toBeVisible();
    }

    async pick(field: string, option: string): Promise<void> {
        await this.inspector.getByLabel(field, { exact: true }).click();
        await this.page.getByRole("option", { name: option, exact: true }).click();
    }

    async saved(): Promise<void> {
        await expect(this.page.getByRole("status").filter({ hasText: /^Saved/ })).toBeVisible();
    }

    /** The same message as everywhere else, made for one workflow: two branches, one of them echoed. */
    async declareMessage(): Promise<void> {
        await this.choose("input");
        await this.inspector.getByRole("button", { name: "Add field" }).click();
        await this.inspector.getByLabel("Name", { exact: true }).fill("message");
        await this.inspector.getByLabel("Required").check();
    }

    async askForUrgent(): Promise<void> {
        await this.choose("conditional");
        await this.inspector.getByLabel("Left", { exact: true }).fill("${input.output.message}");
        await this.page.keyboard.press("Escape");
        await this.pick("Operator", "contains");
        await this.inspector.getByLabel("Right", { exact: true }).fill("urgent");
    }

    async execute(inputs: { readonly [name: string]: string }): Promise<void> {
        await this.page.getByRole("button", { name: "Execute", exact: true }).click();
        // What asks for nothing starts at once.
        if (Object.keys(inputs).length === 0) return;
        const dialog = this.page.getByRole("dialog");
        for (const [name, value] of Object.entries(inputs)) {
            await dialog.getByLabel(name).fill(value);
        }
        await dialog.getByRole("button", { name: "Execute", exact: true }).click();
        await expect(dialog).toHaveCount(0);
    }
}

interface Box {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
}

async function boxOf(locator: Locator): Promise<Box> {
    const box = await locator.boundingBox();
    if (box === null) throw new Error("It is not on the page.");
    return box;
}

function middleOf({ x, y, width, height }: Box) {
    return { x: x + width / 2, y: y + height / 2 };
}
