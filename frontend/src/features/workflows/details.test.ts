import { describe, expect, it } from "vitest";
import { checkDetails, copyName, tagsOf } from "./details.ts";

const values = { name: "Order triage", description: "", tags: "" };

describe("checkDetails", () => {
    it("accepts a name", () => {
        expect(checkDetails(values)).toEqual({});
    });

    it("wants something visible in the name", () => {
        expect(checkDetails({ ...values, name: " \u200b " }).name).toBe("Give it a name.");
    });

    it("counts characters as people do, not code units", () => {
        expect(checkDetails({ ...values, name: "😀".repeat(100) })).toEqual({});
        expect(checkDetails({ ...values, name: "😀".repeat(101) }).name).toContain("100");
    });

    it("names the tag that is too long", () => {
        expect(checkDetails({ ...values, tags: `ok, ${"x".repeat(41)}` }).tags).toContain("xxx");
    });
});

describe("tagsOf", () => {
    it("splits at commas, trims, drops empty and double ones", () => {
        expect(tagsOf(" Orders, ,Finance,Orders ,")).toEqual(["Orders", "Finance"]);
    });
});

describe("copyName", () => {
    it("stays within the limit", () => {
        expect([...copyName("😀".repeat(100))]).toHaveLength(100);
    });
});
