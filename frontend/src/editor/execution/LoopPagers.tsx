import { Icon } from "../../components/common/Icon.tsx";
import { labelFor } from "../actions/read.ts";
import { useEditor, useExecution } from "../editor-context.ts";
import { TurnPager } from "./TurnPager.tsx";
import { turnCounts } from "./turn-words.ts";
import { useTurns } from "./use-turns.ts";

const NONE: readonly string[] = [];

/** The loops around a step, and the step itself where it is one: each pages on its own. */
export function LoopPagers({ node }: { readonly node: string }) {
    const around = useExecution(({ fold }) =>
        fold === null ? NONE : fold.shown.containersOf(fold.plan, node)
    );
    const isLoop = useTurns(node) !== null;
    const loops = isLoop ? [...around, node] : around;
    if (loops.length === 0) return null;
    return (
        <div className="flex flex-none flex-col gap-1.5 px-4 pb-3">
            {loops.map((loop) => (
                <LoopLine key={loop} node={loop} isSelf={loop === node} />
            ))}
        </div>
    );
}

function LoopLine({ node, isSelf }: { readonly node: string; readonly isSelf: boolean }) {
    const editor = useEditor();
    const loop = useTurns(node);
    if (loop === null) return null;
    return (
        <div className="flex min-h-7 flex-wrap items-center gap-x-2.5 gap-y-1.5 text-micro font-normal text-fg-2">
            <span
                className={`flex min-w-0 items-center gap-1.5 ${isSelf ? "basis-full" : "flex-1"}`}
            >
                {!isSelf && <Icon name="loop" size={14} className="flex-none text-fg-3" />}
                <span className="truncate">
                    {isSelf ? turnCounts(loop.turns) : labelFor(editor, node)}
                </span>
            </span>
            <TurnPager node={node} hasCells={isSelf} />
        </div>
    );
}
