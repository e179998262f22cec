import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { showToast } from "../components/common/toast-messages.ts";
import { renderAt } from "./testing.tsx";

afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
});

it("shows what was said before its code had come, and what is said after", async () => {
    renderAt("/", <p>page</p>);
    showToast({ text: "Version 7 restored" });
    expect(await screen.findByText("Version 7 restored")).toBeTruthy();
    showToast({ text: "Details saved" });
    expect(await screen.findByText("Details saved")).toBeTruthy();
});

it("performs its action once and goes", async () => {
    renderAt("/", <p>page</p>);
    let performed = 0;
    const action = { label: "Undo", perform: () => (performed += 1) };
    showToast({ text: "Workflow deleted", action });
    fireEvent.click(await screen.findByRole("button", { name: "Undo" }));
    expect(performed).toBe(1);
    await waitFor(() => expect(screen.queryByText("Workflow deleted")).toBeNull());
});
