import { useMemo } from "react";
import { useEditor, useExecution } from "../editor-context.ts";
import type { ExecutionFold } from "./execution-fold.ts";
import type { Turns } from "./turns.ts";

export interface LoopTurns {
    readonly turns: Turns;
    /** The turn that is shown, from 0; null where none has begun and none is to come. */
    readonly index: number | null;
    /** Nobody chose a turn: what goes on is shown. */
    readonly isFollowing: boolean;
    readonly go: (index: number) => void;
    readonly follow: () => void;
}

/** The turns of a loop, of the instance that is shown of it; null before it has opened. */
export function useTurns(loop: string): LoopTurns | null {
    const { execution } = useEditor();
    const stamp = useExecution(({ fold, isShown }) => (isShown ? stampOf(fold, loop) : null));
    return useMemo(() => {
        const { fold } = execution.getState();
        const turns = turnsOf(fold, loop);
        if (stamp === null || fold === null || turns === undefined) return null;
        return {
            turns,
            index: fold.shown.indexOf(turns),
            isFollowing: fold.shown.chosen(loop) === null,
            go: (index) => {
                execution.chooseTurn(loop, Math.max(0, Math.min(turns.size - 1, index)));
            },
            follow: () => execution.chooseTurn(loop, null)
        };
    }, [execution, loop, stamp]);
}

function turnsOf(fold: ExecutionFold | null, loop: string): Turns | undefined {
    const instance = fold?.shownInstance(loop) ?? null;
    return instance === null ? undefined : fold?.turnsOf(instance);
}

/** Says whether anything of it changed: the turns themselves change in place. */
function stampOf(fold: ExecutionFold | null, loop: string): string | null {
    const turns = turnsOf(fold, loop);
    if (fold === null || turns === undefined) return null;
    const { instance, version } = turns;
    const chosen = fold.shown.chosen(loop) ?? "";
    return `${instance} ${version} ${chosen}`;
}
