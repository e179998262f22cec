import type { ReactElement } from "react";

/** The house's own icons: 16 grid, stroke 1.5, round caps. Draw new ones on the same grid. */
export const ICON_SHAPES = {
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
    "arrow-right": (
        <>
            <path d="M3 8h10M9 4l4 4-4 4" />
        </>
    ),
    ban: (
        <>
            <circle cx="8" cy="8" r="6" />
            <path d="M3.8 3.8l8.4 8.4" />
        </>
    ),
    bars: (
        <>
            <path d="M3 13V9M8 13V3M13 13V6" />
        </>
    ),
    bell: (
        <>
            <path d="M4 6.5a4 4 0 0 1 8 0c0 3 1.2 4 1.2 4H2.8S4 9.5 4 6.5z" />
            <path d="M6.7 13a1.5 1.5 0 0 0 2.6 0" />
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
    clock: (
        <>
            <circle cx="8" cy="8" r="6" />
            <path d="M8 4.75V8l2.2 1.5" />
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
    code: (
        <>
            <path d="M5.5 4.5L2 8l3.5 3.5M10.5 4.5L14 8l-3.5 3.5" />
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
    database: (
        <>
            <ellipse cx="8" cy="3.8" rx="5" ry="1.8" />
            <path d="M3 3.8v8.4c0 1 2.2 1.8 5 1.8s5-.8 5-1.8V3.8" />
            <path d="M3 8c0 1 2.2 1.8 5 1.8S13 9 13 8" />
        </>
    ),
    download: (
        <>
            <path d="M8 2.5V10M4.8 7L8 10.2 11.2 7M2.5 13.5h11" />
        </>
    ),
    echo: (
        <>
            <path d="M2.5 3.5h11v7h-6l-3 2.5v-2.5h-2z" />
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
            <path d="M6.3 3.8A6 6 0 0 1 8 3.5c4 0 6.5 4.5 6.5 4.5a11 11 0 0 1-1.7 2.2M4.2 4.8A10.6 10.6 0 0 0 1.5 8S4 12.5 8 12.500c1.4 0 2.6-.5 3.6-1.2" />
            <path d="M2.5 2.500l11 11" />
        </>
    ),
    file: (
        <>
            <path d="M4.5 2H9l3.5 3.5V13a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1V3a1 1 0 0 1 1-1z" />
            <path d="M9 2v3.5h3.5" />
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
    grid: (
        <>
            <rect x="2.5" y="2.5" width="4.5" height="4.5" rx="1" />
            <rect x="9" y="2.5" width="4.5" height="4.5" rx="1" />
            <rect x="2.5" y="9" width="4.5" height="4.5" rx="1" />
            <rect x="9" y="9" width="4.5" height="4.5" rx="1" />
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
    inbox: (
        <>
            <path d="M2 9l2-5.5h8L14 9v3.5a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1z" />
            <path d="M2 9h3.5l1 1.75h3l1-1.75H14" />
        </>
    ),
    info: (
        <>
            <circle cx="8" cy="8" r="6" />
            <path d="M8 7.5V11" />
            <circle cx="8" cy="5.2" r=".9" fill="currentColor" stroke="none" />
        </>
    ),
    input: (
        <>
            <path d="M9.5 2.5H12A1.5 1.5 0 0 1 13.5 4v8a1.5 1.5 0 0 1-1.5 1.5H9.5" />
            <path d="M2.5 8h7M7 5.2L9.8 8 7 10.8" />
        </>
    ),
    join: (
        <>
            <circle cx="6" cy="8" r="4" />
            <circle cx="10" cy="8" r="4" />
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
    list: (
        <>
            <path d="M5.8 4h8M5.8 8h8M5.8 12h8" />
            <circle cx="2.8" cy="4" r=".9" fill="currentColor" stroke="none" />
            <circle cx="2.8" cy="8" r=".9" fill="currentColor" stroke="none" />
            <circle cx="2.8" cy="12" r=".9" fill="currentColor" stroke="none" />
        </>
    ),
    lock: (
        <>
            <rect x="3.5" y="7" width="9" height="6.5" rx="1.5" />
            <path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2" />
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
    menu: (
        <>
            <path d="M2.5 4.500h11M2.5 8h11M2.5 11.500h11" />
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
    minus: (
        <>
            <path d="M3.5 8h9" />
        </>
    ),
    monitor: (
        <>
            <rect x="2" y="2.5" width="12" height="8.5" rx="1.5" />
            <path d="M8 11v2.500M5.5 13.500h5" />
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
    note: (
        <>
            <path d="M3.5 2.5h9a1 1 0 0 1 1 1v6l-4 4h-6a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1z" />
            <path d="M13.5 9.5h-3a1 1 0 0 0-1 1v3" />
        </>
    ),
    panel: (
        <>
            <rect x="2" y="2.5" width="12" height="11" rx="1.8" />
            <path d="M6 2.5v11" />
        </>
    ),
    pause: (
        <>
            <path d="M5.5 3.5v9M10.5 3.5v9" />
        </>
    ),
    pencil: (
        <>
            <path d="M10.6 3l2.4 2.4L5.6 12.8l-3 .6.6-3z" />
            <path d="M9.2 4.4l2.4 2.4" />
        </>
    ),
    pin: (
        <>
            <path d="M5.8 2h4.4L9.7 6l2 2.5H4.3l2-2.5z" />
            <path d="M8 8.5V14" />
        </>
    ),
    play: (
        <>
            <path d="M5 3.2v9.6l7.6-4.8z" />
        </>
    ),
    plug: (
        <>
            <path d="M5.5 1.8v2.7M10.5 1.8v2.7" />
            <path d="M3.5 4.5h9V7a4.5 4.5 0 0 1-9 0z" />
            <path d="M8 11.5v3" />
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
    queued: (
        <>
            <circle cx="8" cy="8" r="5.5" strokeDasharray="2.2 2.4" />
        </>
    ),
    redo: (
        <>
            <path d="M10.5 3l3 3-3 3" />
            <path d="M13.5 6H6.7a3.7 3.7 0 0 0 0 7.4H10" />
        </>
    ),
    retry: (
        <>
            <path d="M13.3 8.4a5.4 5.4 0 1 1-1.5-4.2l1.5 1.4" />
            <path d="M13.4 2.4v3.3h-3.3" />
        </>
    ),
    search: (
        <>
            <circle cx="7" cy="7" r="4.25" />
            <path d="M10.2 10.2l3.3 3.3" />
        </>
    ),
    sigma: (
        <>
            <path d="M11.5 4.5V3h-7L8 8l-3.5 5h7v-1.5" />
        </>
    ),
    "sign-out": (
        <>
            <path d="M6.5 2.500H4A1.5 1.5 0 0 0 2.5 4v8A1.5 1.5 0 0 0 4 13.500h2.5" />
            <path d="M6.5 8h7M10.7 5.200L13.5 8l-2.8 2.8" />
        </>
    ),
    skip: (
        <>
            <path d="M2.2 10.8C3.2 4.6 10.6 4 13 9.4" />
            <path d="M13.4 5.8v3.8H9.6" />
            <circle cx="7.4" cy="12.2" r=".9" fill="currentColor" stroke="none" />
        </>
    ),
    sliders: (
        <>
            <path d="M2.5 5h6M12 5h1.5M2.5 11H4M7.5 11h6" />
            <circle cx="10.2" cy="5" r="1.7" />
            <circle cx="5.8" cy="11" r="1.7" />
        </>
    ),
    sparkles: (
        <>
            <path d="M7 3l1.1 3.4L11.5 7.5 8.1 8.6 7 12 5.9 8.6 2.5 7.5l3.4-1.1z" />
            <path d="M12.5 2v3M11 3.5h3" />
            <path d="M12.8 11.2v2.4M11.6 12.4H14" />
        </>
    ),
    spinner: (
        <>
            <circle cx="8" cy="8" r="5.5" opacity=".28" />
            <path d="M13.5 8A5.5 5.5 0 0 0 8 2.5" />
        </>
    ),
    split: (
        <>
            <path d="M2 8h3c3 0 2.5-4.2 5.5-4.2h3M5 8c3 0 2.5 4.2 5.5 4.2h3" />
            <path d="M11.8 2l1.8 1.8-1.8 1.8M11.8 10.4l1.8 1.8-1.8 1.8" />
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
    sun: (
        <>
            <circle cx="8" cy="8" r="2.8" />
            <path d="M8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9" />
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
    tidy: (
        <>
            <rect x="2" y="2.5" width="4" height="3" rx="0.8" />
            <rect x="2" y="10.5" width="4" height="3" rx="0.8" />
            <rect x="10.2" y="6.5" width="4" height="3" rx="0.8" />
            <path d="M6 4h1.1a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1H6M8.1 8h2.1" />
        </>
    ),
    timer: (
        <>
            <circle cx="8" cy="9" r="5" />
            <path d="M8 6.5V9l1.6 1M6.5 1.7h3" />
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

export type IconName = keyof typeof ICON_SHAPES;
