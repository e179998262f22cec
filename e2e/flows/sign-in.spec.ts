import { DEMO, expect, expectAccessible, signIn, test } from "../fixtures.ts";

test("the page opens on the sign-in form, legible in light and dark", async ({ page }) => {
    await page.goto("/");
    await expect(page.locator('input[type="email"]')).toBeVisible();
    await expect(page.locator('input[type="password"]')).toBeVisible();
    await expectAccessible(page);
});

test("the demo account signs in, and is still signed in after a reload", async ({ page }) => {
    await signIn(page);
    await expectAccessible(page);
    await page.reload();
    await expect(page.locator('input[type="password"]')).toHaveCount(0);
    await expect(page.getByRole("button", { name: "New Workflow" }).first()).toBeVisible();
});

test.describe("with a wrong password", () => {
    test("the form says so and keeps the address", async ({ page, consoleErrors }) => {
        await page.goto("/");
        await page.locator('input[type="email"]').fill(DEMO.email);
        await page.locator('input[type="password"]').fill("not the password");
        await page.locator('button[type="submit"]').click();
        await expect(page.getByRole("alert").first()).toBeVisible();
        await expect(page.locator('input[type="email"]')).toHaveValue(DEMO.email);
        // The browser itself notes the 401 of this one request; nothing else may be there.
        const own = consoleErrors.filter((line) => !/status of 401.*auth\/login/.test(line));
        consoleErrors.splice(0, consoleErrors.length, ...own);
    });
});
