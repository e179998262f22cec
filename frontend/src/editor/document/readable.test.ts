import { expect, it } from "vitest";
import { readable } from "./readable.ts";

const labels: Record<string, string> = { order: "Order received", each: "For each line" };
const labelOf = (id: string) => labels[id];

it.each([
    ["For each ${order.output.lines}", "For each Order received › lines"],
    ["${order.output}", "Order received"],
    ["${each.item.sku} is low", "For each line › item.sku is low"],
    ['${order.output.note ?? "none"}!', "Order received › note!"],
    ["${order.output[0].id}", "Order received › [0].id"],
    ["${gone.output.x}", "gone › x"],
    ["Hi ${order.output.cust", "Hi Order received › cust"],
    ["$${order.output}", "$${order.output}"],
    ["plain", "plain"]
])("%s is read as %s", (text, expected) => {
    expect(readable(text, labelOf)).toBe(expected);
});
