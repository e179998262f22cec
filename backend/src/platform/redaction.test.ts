import { expect, it } from "vitest";
import { redactText } from "./redaction.ts";

it.each([
    ["login failed with password=hunter2, again", "login failed with password=[redacted], again"],
    ['sent {"password":"hunter2","name":"a"}', 'sent {"password":"[redacted]","name":"a"}'],
    ["api_key: abcdef", "api_key: [redacted]"],
    ["Authorization: Bearer abcdefghij", "Authorization: Bearer [redacted]"],
    ["postgres://me:secret@host/x", "postgres://me:[redacted]@host/x"],
    ["The password is at least 12 characters.", "The password is at least 12 characters."]
])("%s", (text, redacted) => {
    expect(redactText(text)).toBe(redacted);
});
