import { cleanup, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { Route, Routes } from "react-router";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { renderAt, stubServer } from "../../app/testing.tsx";
import type { Answer, Asked } from "../../app/testing.tsx";
import { endSession, sessionStore } from "../../stores/session.ts";
import { LoginPage } from "./LoginPage.tsx";
import { RegisterPage } from "./RegisterPage.tsx";

const ID = "11111111-1111-4111-8111-111111111111";
const user = { id: ID, email: "mira@example.com", name: "Mira" };
const workspace = { id: ID, name: "Mira", role: "owner" };
const session = { user, workspace, token: "t", expires_in: 900 };
const info = { name: "FlowMaestro", version: "1", environment: "test", engine: "embedded" };
const demo_login = { email: "test@flowmaestro.dev", password: "testpassword123" };

let login: (asked: Asked) => Answer | Promise<Answer>;
let serverInfo: unknown;
let log: Asked[];

beforeEach(() => {
    endSession();
    login = () => ({ data: session });
    serverInfo = info;
    log = stubServer((asked) => {
        if (asked.path === "/info") return { data: serverInfo };
        return login(asked);
    });
});

afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
});

function open(path = "/login") {
    renderAt(
        path,
        <Routes>
            <Route path="/login" element={<LoginPage />} />
            <Route path="/register" element={<RegisterPage />} />
            <Route path="/workflows" element={<p>library</p>} />
            <Route path="/executions" element={<p>executions</p>} />
        </Routes>
    );
    return userEvent.setup();
}

const posts = () => log.filter((asked) => asked.method === "POST");
const submit = () => screen.getByRole("button", { name: "Sign in" });

async function fillIn(ui: ReturnType<typeof userEvent.setup>) {
    await ui.type(screen.getByLabelText("Email"), "mira@example.com");
    await ui.type(screen.getByLabelText("Password"), "correct-horse-9");
}

describe("the sign-in page", () => {
    it("says what is missing at each field, asks nobody, and goes to the first one", async () => {
        const ui = open();
        await ui.click(submit());
        expect(screen.getByText("Enter your email.")).toBeTruthy();
        expect(screen.getByText("Enter your password.")).toBeTruthy();
        const email = screen.getByLabelText("Email");
        expect(email.getAttribute("aria-invalid")).toBe("true");
        expect(document.activeElement).toBe(email);
        expect(posts()).toEqual([]);
    });

    it("sends once however often one clicks, and goes where one wanted to", async () => {
        let answer: (value: Answer) => void = () => {};
        login = () => new Promise((resolve) => (answer = resolve));
        const ui = open("/login?next=%2Fexecutions");
        await fillIn(ui);
        await ui.click(submit());
        await ui.click(submit());
        await ui.keyboard("{Enter}");
        expect(posts()).toHaveLength(1);
        answer({ data: session });
        await screen.findByText("executions");
        expect(sessionStore.getState()).toMatchObject({ status: "signed_in", user });
    });

    it("does not say which of the two was wrong", async () => {
        login = () => ({ status: 401, code: "INVALID_CREDENTIALS" });
        const ui = open();
        await fillIn(ui);
        await ui.click(submit());
        await screen.findByText("Email or password is wrong.");
        expect(sessionStore.getState().status).toBe("signed_out");
    });

    it("counts down when there were too many attempts, then lets one try again", async () => {
        login = () => ({ status: 429, code: "TOO_MANY_ATTEMPTS", headers: { "retry-after": "1" } });
        const ui = open();
        await fillIn(ui);
        await ui.click(submit());
        await screen.findAllByText("Too many attempts. Try again in 1 second.");
        expect(submit().hasAttribute("disabled")).toBe(true);
        await waitFor(() => expect(submit().hasAttribute("disabled")).toBe(false));
    });

    it("offers the demo account only where the server has one", async () => {
        open();
        await waitFor(() => expect(log.some(({ path }) => path === "/info")).toBe(true));
        expect(screen.queryByText("Development start")).toBeNull();
        cleanup();
        serverInfo = { ...info, demo_login };
        const ui = open();
        await ui.click(await screen.findByRole("button", { name: "Use the demo account" }));
        await screen.findByText("library");
        expect(posts()[0]?.body).toEqual(demo_login);
    });

    it("shows the password when asked", async () => {
        const ui = open();
        await ui.click(screen.getByRole("button", { name: "Show password" }));
        expect(screen.getByLabelText("Password").getAttribute("type")).toBe("text");
    });
});

describe("the registration page", () => {
    it("puts a taken email at its field", async () => {
        login = () => ({ status: 409, code: "EMAIL_TAKEN" });
        const ui = open("/register");
        await ui.type(screen.getByLabelText("Name"), "Mira");
        await fillIn(ui);
        await ui.click(screen.getByRole("button", { name: "Create account" }));
        await screen.findByText(/has an account already/u);
        expect(document.activeElement).toBe(screen.getByLabelText("Email"));
    });

    it("says how long the password has to be while one types", async () => {
        const ui = open("/register");
        await ui.type(screen.getByLabelText("Password"), "short");
        expect(screen.getByText("5 of at least 12 characters.")).toBeTruthy();
    });
});
