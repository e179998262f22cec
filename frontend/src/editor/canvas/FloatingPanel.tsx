import { useEffect, useRef } from "react";
import type { ReactNode } from "react";
import type { Point } from "../document/edits.ts";

export interface FloatingPanelProps {
    readonly at: Point;
    readonly label: string;
    readonly width: number;
    readonly height: number;
    readonly onClose: () => void;
    readonly children: ReactNode;
}

const EDGE = 8;

/** A small panel at a place of the screen, kept inside the window; a press outside closes it. */
export function FloatingPanel(props: FloatingPanelProps) {
    const { at, width, height, onClose } = props;
    const panel = useRef<HTMLDivElement>(null);
    useEffect(() => {
        function press(event: PointerEvent) {
            if (event.target instanceof Node && panel.current?.contains(event.target)) return;
            onClose();
        }
        document.addEventListener("pointerdown", press, true);
        return () => document.removeEventListener("pointerdown", press, true);
    }, [onClose]);
    return (
        <div
            ref={panel}
            role="dialog"
            aria-label={props.label}
            className="rise fixed z-60 overflow-hidden rounded-card bg-surface-3 shadow-e2"
            style={{
                width,
                left: Math.max(EDGE, Math.min(at.x, innerWidth - width - EDGE)),
                top: Math.max(EDGE, Math.min(at.y, innerHeight - height - EDGE))
            }}
        >
            {props.children}
        </div>
    );
}
