import { useEffect, useState } from "react";
import { t } from "../../messages/messages.ts";
import { labelFor } from "../actions/read.ts";
import { useEditor, useExecution } from "../editor-context.ts";
import { factWords } from "./fact-words.ts";
import { pauseBefore, timeOfStep } from "./scrub.ts";
import { tickText } from "./tick-text.ts";

export interface Scrub {
    /** The step that is shown, from 1; 0 before the first fact. */
    readonly step: number;
    readonly last: number;
    /** The present is shown: what comes next will be, too. */
    readonly isFollowing: boolean;
    readonly isPlaying: boolean;
    readonly speed: number;
    /** "at 1.2 s", and "Charge card failed". */
    readonly at: string;
    readonly what: string;
    /** All of it, for people who do not see the line. */
    readonly text: string;
    readonly go: (step: number) => void;
    readonly play: () => void;
    readonly pause: () => void;
    readonly follow: () => void;
    readonly changeSpeed: () => void;
}

const SPEEDS = [1, 4] as const;

/** The moment that canvas, timeline and details show, and the ways to move it. */
export function useScrub(): Scrub {
    const editor = useEditor();
    const { execution } = editor;
    const shownSeq = useExecution((state) => state.shownSeq);
    const frames = useExecution((state) => state.frames);
    const last = useExecution(({ frames: all, version }) => (version === 0 ? 0 : all.length));
    const [isPlaying, setPlaying] = useState(false);
    const [speed, setSpeed] = useState<number>(SPEEDS[0]);
    const step = shownSeq ?? last;
    useReplay({ isPlaying, speed, step, last, stop: () => setPlaying(false) });

    function go(next: number) {
        setPlaying(false);
        execution.look(Math.max(1, Math.min(last, Math.round(next))));
    }
    function play() {
        if (last < 2) return;
        if (step >= last) execution.look(1);
        setPlaying(true);
    }

    const first = timeOfStep(frames, 1) ?? 0;
    const time = tickText((timeOfStep(frames, step) ?? first) - first, 10);
    const what = factWords(frames[step - 1], (node) => labelFor(editor, node));
    return {
        step,
        last,
        isFollowing: shownSeq === null,
        isPlaying,
        speed,
        at: t("execution.scrub.at", { time }),
        what,
        text: t("execution.scrub.text", { step, count: last, time, what }),
        go,
        play,
        pause: () => setPlaying(false),
        follow: () => {
            setPlaying(false);
            execution.look(null);
        },
        changeSpeed: () => setSpeed((now) => SPEEDS[(SPEEDS.indexOf(now as 1) + 1) % 2] ?? 1)
    };
}

/** Shows one step after the other, in the rhythm they happened in. */
function useReplay(replay: {
    readonly isPlaying: boolean;
    readonly speed: number;
    readonly step: number;
    readonly last: number;
    readonly stop: () => void;
}): void {
    const { execution } = useEditor();
    const { isPlaying, speed, step, last, stop } = replay;
    useEffect(() => {
        if (!isPlaying) return undefined;
        const wait = pauseBefore(execution.getState().frames, step + 1, speed);
        const timer = setTimeout(() => {
            if (step + 1 >= last) stop();
            execution.look(step + 1);
        }, wait);
        return () => clearTimeout(timer);
        // `stop` is made anew with every render and always does the same.
        // oxlint-disable-next-line react/exhaustive-deps
    }, [execution, isPlaying, speed, step, last]);
}
