export interface SkipLinkProps {
    /** The id of the main landmark. */
    readonly target: string;
    readonly text: string;
}

/** The first stop of every page; visible once focused. */
export function SkipLink({ target, text }: SkipLinkProps) {
    return (
        <a
            href={`#${target}`}
            className="fixed top-2 left-2 z-80 -translate-y-16 rounded-control bg-surface-3 px-3 py-2 text-small font-medium text-fg shadow-e2 focus:translate-y-0"
        >
            {text}
        </a>
    );
}
