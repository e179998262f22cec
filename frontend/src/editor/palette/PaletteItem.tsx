import type { DragEvent } from "react";
import type { NodeType } from "@flowmaestro/shared/workflow/catalogue.ts";
import { Icon } from "../../components/common/Icon.tsx";
import { Tile } from "../../components/common/Tile.tsx";
import { addAfterSelection } from "../actions/nodes.ts";
import { revealNew } from "../actions/arrange.ts";
import { colorOf, iconOf } from "../canvas/category-look.ts";
import { DRAGGED_TYPE } from "../canvas/use-dropping.ts";
import { useDocument, useEditor, useUi } from "../editor-context.ts";
import { MarkedName } from "./MarkedName.tsx";

const NO_MARKS: readonly number[] = [];

/** Dragged to a place, or clicked to come right of the selection, connected. */
export function PaletteItem(props: {
    readonly type: NodeType;
    readonly marked?: readonly number[];
}) {
    const { type, marked = NO_MARKS } = props;
    const editor = useEditor();
    const readOnly = useDocument((state) => state.readOnly);
    const isSheet = useUi((ui) => ui.isSheetOpen);

    function drag(event: DragEvent<HTMLButtonElement>) {
        event.dataTransfer.setData(DRAGGED_TYPE, type.type);
        event.dataTransfer.effectAllowed = "copy";
        // The card lands with its upper left corner where the pointer is.
        event.dataTransfer.setDragImage(event.currentTarget, 0, 0);
        // A sheet over the canvas would be in the way of the drop.
        if (isSheet) setTimeout(() => editor.ui.setState({ isSheetOpen: false }), 0);
    }

    function choose() {
        const id = addAfterSelection(editor, type.type);
        if (id === null) return;
        editor.ui.setState({ isSheetOpen: false });
        requestAnimationFrame(() => revealNew(editor, id));
    }

    return (
        <button
            type="button"
            draggable={!readOnly}
            disabled={readOnly}
            title={type.description}
            className="group flex h-[30px] w-full cursor-grab items-center gap-2.5 rounded-control pr-1.5 pl-2 text-left text-small hover:bg-hover active:cursor-grabbing disabled:cursor-default disabled:text-fg-3 disabled:hover:bg-transparent"
            onDragStart={drag}
            onClick={choose}
        >
            <Tile icon={iconOf(type)} color={colorOf(type)} size={20} />
            <span className="min-w-0 flex-1 truncate">
                <MarkedName name={type.name} marked={marked} />
            </span>
            <Icon
                name="plus"
                size={14}
                className="text-fg-3 opacity-0 group-enabled:group-hover:opacity-100"
            />
        </button>
    );
}
