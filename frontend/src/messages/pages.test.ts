import { describe, expect, it } from "vitest";
import { t } from "./pages.ts";

describe("t", () => {
    it("answers the text behind a key", () => {
        expect(t("library.title")).toBe("Workflows");
    });

    it("fills in names, numbers as the language writes them", () => {
        expect(t("common.page.range", { from: 21, to: 40, total: 1234 })).toBe("21 to 40 of 1,234");
    });

    it("chooses the plural form by count", () => {
        expect(t("common.json.keys", { count: 1 })).toBe("1 key");
        expect(t("common.json.keys", { count: 0 })).toBe("0 keys");
        expect(t("common.json.keys", { count: 2 })).toBe("2 keys");
    });

    it("leaves braces in values alone and reads no names from the prototype", () => {
        expect(t("library.delete.title", { name: "{constructor} $& {name}" })).toBe(
            "Delete “{constructor} $& {name}”?"
        );
    });

    it("is checked by the compiler", () => {
        // @ts-expect-error a key that does not exist
        expect(t("library.nothing")).toBe("library.nothing");
        // @ts-expect-error a parameter is missing
        expect(t("library.delete.title")).toContain("{name}");
        // @ts-expect-error a parameter has another name
        expect(t("library.delete.title", { title: "x" })).toContain("{name}");
    });
});
