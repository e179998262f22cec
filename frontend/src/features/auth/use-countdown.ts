import { useEffect, useState } from "react";

/** Seconds left; start it with a number, it reaches 0 by itself. */
export function useCountdown(): readonly [number, (seconds: number) => void] {
    const [end, setEnd] = useState(0);
    const [left, setLeft] = useState(0);
    useEffect(() => {
        if (end === 0) return;
        const timer = setInterval(() => {
            const seconds = Math.max(0, Math.ceil((end - Date.now()) / 1000));
            setLeft(seconds);
            if (seconds === 0) clearInterval(timer);
        }, 250);
        return () => clearInterval(timer);
    }, [end]);

    function start(seconds: number) {
        setLeft(Math.ceil(seconds));
        setEnd(Date.now() + seconds * 1000);
    }
    return [left, start];
}
