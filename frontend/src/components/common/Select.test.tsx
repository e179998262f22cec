import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { Select } from "./Select.tsx";

const OPTIONS = [
    { value: "", label: "All" },
    { value: "failed", label: "Failed" },
    { value: "finished", label: "Finished", disabled: true },
    { value: "paused", label: "Paused" },
    { value: "pending", label: "Pending" }
];

function Example() {
    const [value, setValue] = useState<string>("");
    return <Select label="Status" value={value} onChange={setValue} options={OPTIONS} />;
}

beforeAll(() => {
    // jsdom draws nothing: it has no scrolling and no sizes to observe.
    Element.prototype.scrollIntoView = () => {};
    globalThis.ResizeObserver = class {
        observe() {}
        unobserve() {}
        disconnect() {}
    };
});
afterEach(cleanup);

function mount() {
    render(<Example />);
    return { user: userEvent.setup(), box: screen.getByRole("combobox", { name: "Status" }) };
}

describe("Select", () => {
    it("opens on a click, chooses on a click, and takes an empty value as one of them", async () => {
        const { user, box } = mount();
        expect(box.textContent).toBe("All");
        await user.click(box);
        await user.click(screen.getByRole("option", { name: "Paused" }));
        expect(box.textContent).toBe("Paused");
        expect(screen.queryByRole("listbox")).toBeNull();
        await user.click(box);
        await user.click(screen.getByRole("option", { name: "All" }));
        expect(box.textContent).toBe("All");
    });

    it("closes on a second click", async () => {
        const { user, box } = mount();
        await user.click(box);
        await user.click(box);
        expect(screen.queryByRole("listbox")).toBeNull();
    });

    it("works by keyboard alone, over disabled options, keeping the focus", async () => {
        const { user, box } = mount();
        box.focus();
        await user.keyboard("{ArrowDown}{ArrowDown}{ArrowDown}");
        const active = box.getAttribute("aria-activedescendant") ?? "";
        expect(document.getElementById(active)?.textContent).toBe("Paused");
        await user.keyboard("{Enter}");
        expect(box.textContent).toBe("Paused");
        expect(document.activeElement).toBe(box);
    });

    it("leaves everything as it was on Escape", async () => {
        const { user, box } = mount();
        box.focus();
        await user.keyboard("{Enter}{End}{Escape}");
        expect(box.textContent).toBe("All");
        expect(screen.queryByRole("listbox")).toBeNull();
    });

    it("finds by typing: letters narrow down, the same letter goes round", async () => {
        const { user, box } = mount();
        box.focus();
        await user.keyboard("pe");
        expect(box.textContent).toBe("Pending");
        await new Promise((resolve) => setTimeout(resolve, 650));
        await user.keyboard("p");
        expect(box.textContent).toBe("Paused");
    });
});
