import { z } from "zod";
import { field } from "@flowmaestro/shared/workflow/form.ts";
import { defineNode } from "../kit/definition.ts";

const config = z.object({
    text: field(z.string().max(10_000).default(""), { title: "Text", widget: "textarea" })
});

export type NoteConfig = z.infer<typeof config>;

export const definition = defineNode<NoteConfig>({
    type: "note",
    version: 1,
    category: "logic",
    name: "Note",
    description: "Text on the canvas, for people.",
    keywords: ["comment", "sticky", "text", "documentation"],
    icon: "note",
    effect: "pure",
    lane: "inline",
    config,
    defaults: { text: "" },
    ports: [],
    accepts_input: false,
    annotation: true,
    timeout_seconds: null,
    summary: ({ text }) => text
});
