import { SegmentedControl } from "../../components/common/SegmentedControl.tsx";
import { t } from "../../messages/messages.ts";
import { useEditor, useUi } from "../editor-context.ts";
import { Outline } from "./Outline.tsx";
import { Palette } from "./Palette.tsx";

/** What can be added, or what is there: beside the canvas, or in a sheet over it. */
export function LeftPanel({ className }: { readonly className?: string }) {
    const { ui } = useEditor();
    const tab = useUi((state) => state.leftTab);
    return (
        <aside
            aria-label={t("editor.palette.region")}
            data-region="palette"
            className={`flex min-h-0 w-56 flex-none flex-col border-r border-line bg-surface ${className ?? ""}`}
        >
            <div className="px-3 pt-3">
                <SegmentedControl
                    fill
                    size="lg"
                    label={t("editor.palette.tabs")}
                    value={tab}
                    onChange={(leftTab) => ui.setState({ leftTab })}
                    segments={[
                        { value: "nodes", label: t("editor.palette.nodes") },
                        { value: "outline", label: t("editor.palette.outline") }
                    ]}
                />
            </div>
            {tab === "nodes" ? <Palette /> : <Outline />}
        </aside>
    );
}
