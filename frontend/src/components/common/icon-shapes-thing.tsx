import type { ReactElement } from "react";

/** What things are: nodes, services, people, data. */
export const THING_SHAPES = {
    bars: (
        <>
            <path d="M3 13V9M8 13V3M13 13V6" />
        </>
    ),
    bolt: (
        <>
            <path d="M8.8 1.8L3.5 9h4l-.6 5.2L12.5 7H8.3z" />
        </>
    ),
    bot: (
        <>
            <rect x="3" y="5.5" width="10" height="7.5" rx="2" />
            <path d="M8 3v2.500M6 8.700v1.200M10 8.700v1.200M1.5 8.500v2M14.5 8.500v2" />
        </>
    ),
    braces: (
        <>
            <path d="M6 2.5H5A1.5 1.5 0 0 0 3.5 4v2.5L2 8l1.5 1.5V12A1.5 1.5 0 0 0 5 13.5h1" />
            <path d="M10 2.5h1A1.5 1.5 0 0 1 12.5 4v2.5L14 8l-1.5 1.5V12a1.5 1.5 0 0 1-1.5 1.5h-1" />
        </>
    ),
    code: (
        <>
            <path d="M5.5 4.5L2 8l3.5 3.5M10.5 4.5L14 8l-3.5 3.5" />
        </>
    ),
    database: (
        <>
            <ellipse cx="8" cy="3.8" rx="5" ry="1.8" />
            <path d="M3 3.8v8.4c0 1 2.2 1.8 5 1.8s5-.8 5-1.8V3.8" />
            <path d="M3 8c0 1 2.2 1.8 5 1.8S13 9 13 8" />
        </>
    ),
    echo: (
        <>
            <path d="M2.5 3.5h11v7h-6l-3 2.5v-2.5h-2z" />
        </>
    ),
    file: (
        <>
            <path d="M4.5 2H9l3.5 3.5V13a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1V3a1 1 0 0 1 1-1z" />
            <path d="M9 2v3.5h3.5" />
        </>
    ),
    flag: (
        <>
            <path d="M4 14V2.5" />
            <path d="M4 3h7.8l-1.8 2.75 1.8 2.75H4" />
        </>
    ),
    folder: (
        <>
            <path d="M2 4.5a1 1 0 0 1 1-1h3L7.5 5H13a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1z" />
        </>
    ),
    globe: (
        <>
            <circle cx="8" cy="8" r="6" />
            <path d="M2 8h12" />
            <path d="M8 2c2 1.8 2.6 3.8 2.6 6S10 12.2 8 14c-2-1.8-2.6-3.8-2.6-6S6 3.8 8 2z" />
        </>
    ),
    input: (
        <>
            <path d="M9.5 2.5H12A1.5 1.5 0 0 1 13.5 4v8a1.5 1.5 0 0 1-1.5 1.5H9.5" />
            <path d="M2.5 8h7M7 5.2L9.8 8 7 10.8" />
        </>
    ),
    key: (
        <>
            <circle cx="5" cy="11" r="2.5" />
            <path d="M6.8 9.2L13 3M10.6 5.4l2 2" />
        </>
    ),
    link: (
        <>
            <path d="M6.5 9.5l3-3" />
            <path d="M7 5l1.5-1.5a2.5 2.5 0 0 1 4 4L11 9" />
            <path d="M9 11l-1.5 1.5a2.5 2.5 0 0 1-4-4L5 7" />
        </>
    ),
    logo: (
        <>
            <path d="M2.5 12.5V5.2L8 9.6l5.5-4.4v7.3" />
            <circle cx="2.5" cy="3.2" r=".9" fill="currentColor" stroke="none" />
            <circle cx="13.5" cy="3.2" r=".9" fill="currentColor" stroke="none" />
        </>
    ),
    loop: (
        <>
            <path d="M3 7V6.2A2.2 2.2 0 0 1 5.2 4H13" />
            <path d="M11 2l2 2-2 2" />
            <path d="M13 9v.8a2.2 2.2 0 0 1-2.2 2.2H3" />
            <path d="M5 14l-2-2 2-2" />
        </>
    ),
    mail: (
        <>
            <rect x="2" y="3.5" width="12" height="9" rx="1.5" />
            <path d="M2.5 4.7L8 8.8l5.5-4.1" />
        </>
    ),
    merge: (
        <>
            <path d="M2.5 3.8h2c3 0 2.5 4.2 5.3 4.2h3.7M2.5 12.2h2c3 0 2.5-4.2 5.3-4.2" />
            <path d="M11.7 6.2L13.5 8l-1.8 1.8" />
        </>
    ),
    mic: (
        <>
            <rect x="6" y="2" width="4" height="7" rx="2" />
            <path d="M3.5 8a4.5 4.5 0 0 0 9 0M8 12.5v2" />
        </>
    ),
    note: (
        <>
            <path d="M3.5 2.5h9a1 1 0 0 1 1 1v6l-4 4h-6a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1z" />
            <path d="M13.5 9.5h-3a1 1 0 0 0-1 1v3" />
        </>
    ),
    plug: (
        <>
            <path d="M5.5 1.8v2.7M10.5 1.8v2.7" />
            <path d="M3.5 4.5h9V7a4.5 4.5 0 0 1-9 0z" />
            <path d="M8 11.5v3" />
        </>
    ),
    sigma: (
        <>
            <path d="M11.5 4.5V3h-7L8 8l-3.5 5h7v-1.5" />
        </>
    ),
    sparkles: (
        <>
            <path d="M7 3l1.1 3.4L11.5 7.5 8.1 8.6 7 12 5.9 8.6 2.5 7.5l3.4-1.1z" />
            <path d="M12.5 2v3M11 3.5h3" />
            <path d="M12.8 11.2v2.4M11.6 12.4H14" />
        </>
    ),
    split: (
        <>
            <path d="M2 8h3c3 0 2.5-4.2 5.5-4.2h3M5 8c3 0 2.5 4.2 5.5 4.2h3" />
            <path d="M11.8 2l1.8 1.8-1.8 1.8M11.8 10.4l1.8 1.8-1.8 1.8" />
        </>
    ),
    table: (
        <>
            <rect x="2" y="3" width="12" height="10" rx="1.5" />
            <path d="M2 6.5h12M2 9.8h12M6.5 6.5V13" />
        </>
    ),
    tag: (
        <>
            <path d="M2.5 2.5h5l6 6-5 5-6-6z" />
            <circle cx="5.3" cy="5.3" r=".9" fill="currentColor" stroke="none" />
        </>
    ),
    template: (
        <>
            <rect x="2" y="2" width="12" height="12" rx="2" />
            <path d="M2 6h12M6.5 6v8" />
        </>
    ),
    terminal: (
        <>
            <path d="M3 5l3 3-3 3M8 11.5h5" />
        </>
    ),
    user: (
        <>
            <circle cx="8" cy="5.5" r="2.5" />
            <path d="M3 13.5c0-2.8 2.2-4.3 5-4.3s5 1.5 5 4.3" />
        </>
    ),
    "user-check": (
        <>
            <circle cx="6.5" cy="5" r="2.5" />
            <path d="M2 13.5c0-2.8 2-4.3 4.5-4.3 1.2 0 2.3.3 3.1 1" />
            <path d="M10 11.7l1.6 1.6 2.9-3.2" />
        </>
    ),
    switch: (
        <>
            <path d="M1.5 8H5M5 8h8.5M5 8c2.2 0 1.6-4.5 4-4.5h4M5 8c2.2 0 1.6 4.5 4 4.5h4" />
            <path d="M12 6.2L13.8 8 12 9.8" />
        </>
    ),
    variable: (
        <>
            <path d="M4.5 3C3 5.5 3 10.5 4.5 13M11.5 3c1.5 2.5 1.5 7.5 0 10" />
            <path d="M6.3 6l3.4 4M9.7 6l-3.4 4" />
        </>
    ),
    webhook: (
        <>
            <circle cx="4" cy="11.2" r="1.9" />
            <circle cx="12" cy="11.2" r="1.9" />
            <circle cx="8" cy="4.5" r="1.9" />
            <path d="M7 6.2L5 9.5M9 6.2l2 3.3M6 11.2h4" />
        </>
    ),
    workflow: (
        <>
            <rect x="2" y="2.5" width="4.5" height="4.5" rx="1.2" />
            <rect x="9.5" y="9" width="4.5" height="4.5" rx="1.2" />
            <path d="M6.5 4.75h3.2a2 2 0 0 1 2 2V9" />
        </>
    )
} satisfies Record<string, ReactElement>;
