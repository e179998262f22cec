import type { ReactElement } from "react";

/** How things go, and what they call for. */
export const STATE_SHAPES = {
    activity: (
        <>
            <path d="M1.5 8h3l2-5 3 10 2-5h3" />
        </>
    ),
    alert: (
        <>
            <path d="M8 2.4l6 10.8H2z" />
            <path d="M8 6.6v3" />
            <circle cx="8" cy="11.4" r=".9" fill="currentColor" stroke="none" />
        </>
    ),
    "alert-circle": (
        <>
            <circle cx="8" cy="8" r="6" />
            <path d="M8 5v3.5" />
            <circle cx="8" cy="10.9" r=".9" fill="currentColor" stroke="none" />
        </>
    ),
    ban: (
        <>
            <circle cx="8" cy="8" r="6" />
            <path d="M3.8 3.8l8.4 8.4" />
        </>
    ),
    bell: (
        <>
            <path d="M4 6.5a4 4 0 0 1 8 0c0 3 1.2 4 1.2 4H2.8S4 9.5 4 6.5z" />
            <path d="M6.7 13a1.5 1.5 0 0 0 2.6 0" />
        </>
    ),
    calendar: (
        <>
            <rect x="2.5" y="3.5" width="11" height="10" rx="1.5" />
            <path d="M2.5 6.8h11M5.5 2v3M10.5 2v3" />
        </>
    ),
    check: (
        <>
            <path d="M3.5 8.5l3 3 6-7" />
        </>
    ),
    clock: (
        <>
            <circle cx="8" cy="8" r="6" />
            <path d="M8 4.75V8l2.2 1.5" />
        </>
    ),
    hand: (
        <>
            <path d="M5 8V4a1 1 0 0 1 2 0v3.5M7 7V2.8a1 1 0 0 1 2 0V7M9 7.2V3.8a1 1 0 0 1 2 0V8M11 6.5a1 1 0 0 1 2 0V10c0 2.5-1.8 4-4.3 4-2.2 0-3.2-.9-4.2-2.6L3 9a1 1 0 0 1 1.6-1L5 8.6" />
        </>
    ),
    help: (
        <>
            <circle cx="8" cy="8" r="6" />
            <path d="M6.3 6.3a1.8 1.8 0 1 1 2.5 1.8c-.6.3-.8.6-.8 1.2" />
            <circle cx="8" cy="11.4" r=".9" fill="currentColor" stroke="none" />
        </>
    ),
    history: (
        <>
            <path d="M2.9 9.4a5.4 5.4 0 1 0 .9-5L2.6 5.7" />
            <path d="M2.5 2.5v3.3h3.3" />
            <path d="M8 5v3.2l2 1.2" />
        </>
    ),
    info: (
        <>
            <circle cx="8" cy="8" r="6" />
            <path d="M8 7.5V11" />
            <circle cx="8" cy="5.2" r=".9" fill="currentColor" stroke="none" />
        </>
    ),
    lock: (
        <>
            <rect x="3.5" y="7" width="9" height="6.5" rx="1.5" />
            <path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2" />
        </>
    ),
    pause: (
        <>
            <path d="M5.5 3.5v9M10.5 3.5v9" />
        </>
    ),
    pin: (
        <>
            <path d="M5.8 2h4.4L9.7 6l2 2.5H4.3l2-2.5z" />
            <path d="M8 8.5V14" />
        </>
    ),
    queued: (
        <>
            <circle cx="8" cy="8" r="5.5" strokeDasharray="2.2 2.4" />
        </>
    ),
    retry: (
        <>
            <path d="M13.3 8.4a5.4 5.4 0 1 1-1.5-4.2l1.5 1.4" />
            <path d="M13.4 2.4v3.3h-3.3" />
        </>
    ),
    skip: (
        <>
            <path d="M2.2 10.8C3.2 4.6 10.6 4 13 9.4" />
            <path d="M13.4 5.8v3.8H9.6" />
            <circle cx="7.4" cy="12.2" r=".9" fill="currentColor" stroke="none" />
        </>
    ),
    spinner: (
        <>
            <circle cx="8" cy="8" r="5.5" opacity=".28" />
            <path d="M13.5 8A5.5 5.5 0 0 0 8 2.5" />
        </>
    ),
    star: (
        <>
            <path d="M8 2l1.8 3.8 4.2.5-3.1 2.9.8 4.1L8 11.3l-3.7 2 .8-4.1L2 6.3l4.2-.5z" />
        </>
    ),
    stop: (
        <>
            <rect x="4" y="4" width="8" height="8" rx="1.2" />
        </>
    ),
    timer: (
        <>
            <circle cx="8" cy="9" r="5" />
            <path d="M8 6.5V9l1.6 1M6.5 1.7h3" />
        </>
    )
} satisfies Record<string, ReactElement>;
