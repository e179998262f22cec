import { useEffect, useState } from "react";

/** The time, again every `milliseconds`: for "2 min ago" and running durations. */
export function useNow(milliseconds: number): Date {
    const [now, setNow] = useState(() => new Date());
    useEffect(() => {
        const timer = setInterval(() => setNow(new Date()), milliseconds);
        return () => clearInterval(timer);
    }, [milliseconds]);
    return now;
}
