import { useStore } from "@xyflow/react";
import clsx from "clsx";
import { IconButton } from "../../components/common/IconButton.tsx";
import { Tooltip } from "../../components/common/Tooltip.tsx";
import { buttonClass } from "../../components/common/button-class.ts";
import { t } from "../../messages/messages.ts";
import { commandNamed } from "../commands/commands.ts";
import { isEnabled } from "../commands/command.ts";
import type { Command } from "../commands/command.ts";
import { shownKeys } from "../commands/keys.ts";
import { useDocument, useEditor, useUi } from "../editor-context.ts";

const ZOOM = ["zoom_out", "zoom_in"].map(commandNamed);
const LAYOUT = ["fit", "tidy", "note"].map(commandNamed);

/** Floats over the canvas: zoom, fit, and with a document that may change tidy and note. */
export function ZoomBar({ at }: { readonly at: "left" | "right" }) {
    const readOnly = useDocument((state) => state.readOnly);
    const [zoomOut, zoomIn] = ZOOM;
    const isLocked = useUi((ui) => ui.isLocked);
    const layout = readOnly || isLocked ? LAYOUT.slice(0, 1) : LAYOUT;
    return (
        <div
            role="toolbar"
            aria-label={t("editor.canvas.controls")}
            className={clsx(
                "absolute bottom-4 z-5 flex items-center gap-0.5 rounded-[9px] bg-surface-3 p-[3px] shadow-e2",
                at === "left" ? "left-4" : "right-4"
            )}
        >
            {zoomOut !== undefined && <BarButton command={zoomOut} />}
            <ZoomPercent />
            {zoomIn !== undefined && <BarButton command={zoomIn} />}
            <span className="mx-0.5 h-5 w-px bg-line" />
            {layout.map((command) => (
                <BarButton key={command.name} command={command} />
            ))}
        </div>
    );
}

function BarButton({ command }: { readonly command: Command }) {
    const editor = useEditor();
    const [first] = command.keys ?? [];
    return (
        <IconButton
            icon={command.icon ?? "more"}
            size="sm"
            label={t(command.label as "editor.command.fit")}
            shortcut={first === undefined ? undefined : shownKeys(first)}
            onClick={() => {
                if (isEnabled(command, editor)) command.perform(editor);
            }}
        />
    );
}

function ZoomPercent() {
    const editor = useEditor();
    const percent = useStore((flow) => Math.round(flow.transform[2] * 100));
    const label = t("editor.canvas.zoom.reset", { percent });
    return (
        <Tooltip content={label} shortcut="0">
            <button
                type="button"
                aria-label={label}
                className={buttonClass({
                    variant: "ghost",
                    size: "sm",
                    className: "w-[52px] px-0! tabular"
                })}
                onClick={() => commandNamed("zoom_full").perform(editor)}
            >
                {t("editor.canvas.zoom", { percent })}
            </button>
        </Tooltip>
    );
}
