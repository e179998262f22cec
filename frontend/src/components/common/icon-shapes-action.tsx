import type { ReactElement } from "react";

/** What buttons do, and where they lead. */
export const ACTION_SHAPES = {
    "align-left": (
        <>
            <path d="M2.5 2v12" />
            <rect x="5" y="3.5" width="8.5" height="3" rx="1" />
            <rect x="5" y="9.5" width="5" height="3" rx="1" />
        </>
    ),
    "align-top": (
        <>
            <path d="M2 2.5h12" />
            <rect x="3.5" y="5" width="3" height="8.5" rx="1" />
            <rect x="9.5" y="5" width="3" height="5" rx="1" />
        </>
    ),
    "arrow-right": (
        <>
            <path d="M3 8h10M9 4l4 4-4 4" />
        </>
    ),
    "chevron-down": (
        <>
            <path d="M4.5 6.5L8 10l3.5-3.5" />
        </>
    ),
    "chevron-left": (
        <>
            <path d="M9.5 4.5L6 8l3.5 3.5" />
        </>
    ),
    "chevron-right": (
        <>
            <path d="M6.5 4.5L10 8l-3.5 3.5" />
        </>
    ),
    "chevron-up": (
        <>
            <path d="M4.5 9.5L8 6l3.5 3.5" />
        </>
    ),
    close: (
        <>
            <path d="M4 4l8 8M12 4l-8 8" />
        </>
    ),
    "cloud-check": (
        <>
            <path d="M4.5 12.5a3 3 0 0 1-.3-6A4 4 0 0 1 12 7.2a2.7 2.7 0 0 1-.5 5.3z" />
            <path d="M6.2 9.2l1.3 1.3 2.3-2.6" />
        </>
    ),
    compare: (
        <>
            <path d="M4 3v7.5A1.5 1.5 0 0 0 5.5 12h3M12 13V5.5A1.5 1.5 0 0 0 10.5 4h-3" />
            <path d="M9.2 2.2L7.4 4l1.8 1.8M6.8 10.2L8.6 12l-1.8 1.8" />
        </>
    ),
    copy: (
        <>
            <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
            <path d="M10.5 5.5V4A1.5 1.5 0 0 0 9 2.5H4A1.5 1.5 0 0 0 2.5 4v5A1.5 1.5 0 0 0 4 10.5h1.5" />
        </>
    ),
    dashboard: (
        <>
            <rect x="2" y="2" width="5" height="6" rx="1" />
            <rect x="9" y="2" width="5" height="3.5" rx="1" />
            <rect x="9" y="8" width="5" height="6" rx="1" />
            <rect x="2" y="10.5" width="5" height="3.5" rx="1" />
        </>
    ),
    "distribute-x": (
        <>
            <path d="M2.5 2.5v11M13.5 2.5v11" />
            <rect x="6.5" y="5" width="3" height="6" rx="1" />
        </>
    ),
    "distribute-y": (
        <>
            <path d="M2.5 2.5h11M2.5 13.5h11" />
            <rect x="5" y="6.5" width="6" height="3" rx="1" />
        </>
    ),
    download: (
        <>
            <path d="M8 2.5V10M4.8 7L8 10.2 11.2 7M2.5 13.5h11" />
        </>
    ),
    expand: (
        <>
            <path d="M9.5 2.5h4v4M13.5 2.5L9 7M6.5 13.5h-4v-4M2.5 13.5L7 9" />
        </>
    ),
    external: (
        <>
            <path d="M9.5 2.5h4v4M13.5 2.5L7.5 8.5" />
            <path d="M11.5 9.5v3a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1h3" />
        </>
    ),
    eye: (
        <>
            <path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8z" />
            <circle cx="8" cy="8" r="2" />
        </>
    ),
    "eye-off": (
        <>
            <path d="M6.3 3.8A6 6 0 0 1 8 3.5c4 0 6.5 4.5 6.5 4.5a11 11 0 0 1-1.7 2.2M4.2 4.8A10.6 10.6 0 0 0 1.5 8S4 12.5 8 12.5c1.4 0 2.6-.5 3.6-1.2" />
            <path d="M2.5 2.5l11 11" />
        </>
    ),
    filter: (
        <>
            <path d="M2.5 3.5h11L9.3 8.5v4l-2.6 1v-5z" />
        </>
    ),
    fit: (
        <>
            <path d="M2.5 5.5v-2a1 1 0 0 1 1-1h2M10.5 2.5h2a1 1 0 0 1 1 1v2M13.5 10.5v2a1 1 0 0 1-1 1h-2M5.5 13.5h-2a1 1 0 0 1-1-1v-2" />
        </>
    ),
    grid: (
        <>
            <rect x="2.5" y="2.5" width="4.5" height="4.5" rx="1" />
            <rect x="9" y="2.5" width="4.5" height="4.5" rx="1" />
            <rect x="2.5" y="9" width="4.5" height="4.5" rx="1" />
            <rect x="9" y="9" width="4.5" height="4.5" rx="1" />
        </>
    ),
    inbox: (
        <>
            <path d="M2 9l2-5.5h8L14 9v3.5a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1z" />
            <path d="M2 9h3.5l1 1.75h3l1-1.75H14" />
        </>
    ),
    join: (
        <>
            <circle cx="6" cy="8" r="4" />
            <circle cx="10" cy="8" r="4" />
        </>
    ),
    list: (
        <>
            <path d="M5.8 4h8M5.8 8h8M5.8 12h8" />
            <circle cx="2.8" cy="4" r=".9" fill="currentColor" stroke="none" />
            <circle cx="2.8" cy="8" r=".9" fill="currentColor" stroke="none" />
            <circle cx="2.8" cy="12" r=".9" fill="currentColor" stroke="none" />
        </>
    ),
    menu: (
        <>
            <path d="M2.5 4.500h11M2.5 8h11M2.5 11.500h11" />
        </>
    ),
    minus: (
        <>
            <path d="M3.5 8h9" />
        </>
    ),
    monitor: (
        <>
            <rect x="2" y="2.5" width="12" height="8.5" rx="1.5" />
            <path d="M8 11v2.5M5.5 13.5h5" />
        </>
    ),
    moon: (
        <>
            <path d="M13.2 9.8A5.5 5.5 0 1 1 6.2 2.8a4.4 4.4 0 0 0 7 7z" />
        </>
    ),
    more: (
        <>
            <circle cx="3.5" cy="8" r=".9" fill="currentColor" stroke="none" />
            <circle cx="8" cy="8" r=".9" fill="currentColor" stroke="none" />
            <circle cx="12.5" cy="8" r=".9" fill="currentColor" stroke="none" />
        </>
    ),
    next: (
        <>
            <path d="M4 3.5v9L10.2 8z" />
            <path d="M12 3.5v9" />
        </>
    ),
    panel: (
        <>
            <rect x="2" y="2.5" width="12" height="11" rx="1.8" />
            <path d="M6 2.5v11" />
        </>
    ),
    pencil: (
        <>
            <path d="M10.6 3l2.4 2.4L5.6 12.8l-3 .6.6-3z" />
            <path d="M9.2 4.4l2.4 2.4" />
        </>
    ),
    play: (
        <>
            <path d="M5 3.2v9.6l7.6-4.8z" />
        </>
    ),
    plus: (
        <>
            <path d="M8 3.5v9M3.5 8h9" />
        </>
    ),
    prev: (
        <>
            <path d="M12 3.5v9L5.8 8z" />
            <path d="M4 3.5v9" />
        </>
    ),
    publish: (
        <>
            <path d="M8 13.5v-8M4.8 8.5L8 5.3l3.2 3.2M3 2.5h10" />
        </>
    ),
    redo: (
        <>
            <path d="M10.5 3l3 3-3 3" />
            <path d="M13.5 6H6.7a3.7 3.7 0 0 0 0 7.4H10" />
        </>
    ),
    search: (
        <>
            <circle cx="7" cy="7" r="4.25" />
            <path d="M10.2 10.2l3.3 3.3" />
        </>
    ),
    "sign-in": (
        <>
            <path d="M9.5 2.5H12A1.5 1.5 0 0 1 13.5 4v8a1.5 1.5 0 0 1-1.5 1.5H9.5" />
            <path d="M2.5 8h7M6.7 5.2L9.5 8l-2.8 2.8" />
        </>
    ),
    "sign-out": (
        <>
            <path d="M6.5 2.5H4A1.5 1.5 0 0 0 2.5 4v8A1.5 1.5 0 0 0 4 13.5h2.5" />
            <path d="M6.5 8h7M10.7 5.2L13.5 8l-2.8 2.8" />
        </>
    ),
    sliders: (
        <>
            <path d="M2.5 5h6M12 5h1.5M2.5 11H4M7.5 11h6" />
            <circle cx="10.2" cy="5" r="1.7" />
            <circle cx="5.8" cy="11" r="1.7" />
        </>
    ),
    sun: (
        <>
            <circle cx="8" cy="8" r="2.8" />
            <path d="M8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9" />
        </>
    ),
    tidy: (
        <>
            <rect x="2" y="2.5" width="4" height="3" rx="0.8" />
            <rect x="2" y="10.5" width="4" height="3" rx="0.8" />
            <rect x="10.2" y="6.5" width="4" height="3" rx="0.8" />
            <path d="M6 4h1.1a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1H6M8.1 8h2.1" />
        </>
    ),
    trash: (
        <>
            <path d="M2.5 4.5h11M6 4.5V3a.8.8 0 0 1 .8-.8h2.4a.8.8 0 0 1 .8.8v1.5" />
            <path d="M4 4.5l.6 8.2a1 1 0 0 0 1 .9h4.8a1 1 0 0 0 1-.9l.6-8.2" />
            <path d="M6.7 7.2v3.8M9.3 7.2v3.8" />
        </>
    ),
    undo: (
        <>
            <path d="M5.5 3L2.5 6l3 3" />
            <path d="M2.5 6h6.8a3.7 3.7 0 0 1 0 7.4H6" />
        </>
    ),
    upload: (
        <>
            <path d="M8 10.5V3M4.8 6L8 2.8 11.2 6M2.5 13.5h11" />
        </>
    )
} satisfies Record<string, ReactElement>;
