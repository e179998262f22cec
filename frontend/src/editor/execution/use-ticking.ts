import { useEffect, useState } from "react";

/** The time while something goes on, again every `milliseconds`; stands still otherwise. */
export function useTicking(isOn: boolean, milliseconds: number): number {
    const [now, setNow] = useState(() => Date.now());
    useEffect(() => {
        if (!isOn) return undefined;
        const timer = setInterval(() => setNow(Date.now()), milliseconds);
        return () => clearInterval(timer);
    }, [isOn, milliseconds]);
    return now;
}
