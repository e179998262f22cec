import AxeBuilder from "@axe-core/playwright";
import { test as base, expect } from "@playwright/test";
import type { Page } from "@playwright/test";

export const DEMO = { email: "test@flowmaestro.dev", password: "testpassword123" };

interface Fixtures {
    /** Fails the test when the page has written an error to its console or thrown one. */
    consoleErrors: string[];
    /** Signed in with the demo account, on the page that follows. */
    signedIn: Page;
}

export const test = base.extend<Fixtures>({
    consoleErrors: [
        async ({ page }, carryOn) => {
            const errors: string[] = [];
            page.on("console", (message) => {
                const { url, lineNumber } = message.location();
                if (message.type() === "error") {
                    errors.push(`${message.text()} (${url}:${lineNumber})`);
                }
            });
            page.on("pageerror", (error) => errors.push(error.stack ?? error.message));
            await carryOn(errors);
            expect(errors, "errors in the browser's console").toEqual([]);
        },
        { auto: true }
    ],

    signedIn: async ({ page }, carryOn) => {
        await signIn(page);
        await carryOn(page);
    }
});

export { expect };

export async function signIn(page: Page, account = DEMO): Promise<void> {
    await page.goto("/");
    await page.locator('input[type="email"]').fill(account.email);
    await page.locator('input[type="password"]').fill(account.password);
    await page.locator('button[type="submit"]').click();
    await expect(page.locator('input[type="password"]')).toHaveCount(0);
}

/** No serious finding of axe, in light and in dark. */
export async function expectAccessible(page: Page): Promise<void> {
    const before = await page.locator("html").getAttribute("data-theme");
    for (const theme of ["light", "dark"]) {
        await wear(page, theme);
        // One frame, so no second page to put its findings together in; only they are sent over.
        const axe = new AxeBuilder({ page }).options({ resultTypes: ["violations"] });
        const { violations } = await axe.setLegacyMode().analyze();
        const serious = violations.filter(({ impact }) => /serious|critical/.test(impact ?? ""));
        const lines = serious.map(
            ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`
        );
        expect(lines, `axe in ${theme}`).toEqual([]);
    }
    await wear(page, before ?? "light");
}

async function wear(page: Page, theme: string): Promise<void> {
    await page.locator("html").evaluate((html, name) => {
        html.setAttribute("data-theme", name);
        // Half a colour transition is no colour: let running ones end now.
        const running = document.getAnimations();
        for (const one of running) if (one instanceof CSSTransition) one.finish();
    }, theme);
}
