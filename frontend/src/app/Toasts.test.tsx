import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { showToast } from "../components/common/toast-messages.ts";
import { renderAt } from "./testing.tsx";

afterEach(() => {
    cleanup();
    vi.useRealTimers();
    vi.unstubAllGlobals();
});

it("shows what was said before the page stood, and what is said after", async () => {
    showToast({ text: "Version 7 restored" });
    renderAt("/", <p>page</p>);
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

it("replaces a toast of the same name, keeps four, and lets them go in time", async () => {
    vi.useFakeTimers();
    renderAt("/", <p>page</p>);
    act(() => {
        for (const turn of [1, 2]) showToast({ id: "copied", text: `Copied ${turn}` });
        for (const turn of [1, 2, 3]) showToast({ text: `Said ${turn}` });
    });
    const said = () => [...document.querySelectorAll("section p")].map((line) => line.textContent);
    const region = screen.getByRole("region", { name: "Notifications" });
    expect(said()).toEqual(["Copied 2", "Said 1", "Said 2", "Said 3"]);
    act(() => showToast({ tone: "err", text: "Lasting" }));
    expect(said()).toEqual(["Said 1", "Said 2", "Said 3", "Lasting"]);

    fireEvent.pointerEnter(region);
    act(() => {
        vi.advanceTimersByTime(60_000);
    });
    expect(said()).toHaveLength(4);
    fireEvent.pointerLeave(region);
    act(() => {
        vi.advanceTimersByTime(4001);
    });
    expect(said()).toEqual(["Lasting"]);
    act(() => {
        vi.advanceTimersByTime(4000);
    });
    expect(said()).toEqual([]);
});
