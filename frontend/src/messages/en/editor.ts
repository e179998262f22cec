import { editorCanvas } from "./editor-canvas.ts";
import { editorCommands } from "./editor-commands.ts";
import { editorInspector } from "./editor-inspector.ts";
import { editorPage } from "./editor-page.ts";
import { editorSteps } from "./editor-steps.ts";

export const editor = {
    ...editorPage,
    ...editorCanvas,
    ...editorCommands,
    ...editorInspector,
    ...editorSteps
} as const;
