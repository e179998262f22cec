import clsx from "clsx";

export interface SkeletonProps {
    /** Give the size of what will stand here, so that nothing jumps. */
    readonly className?: string;
}

/** Quiet grey bar. Put one `aria-busy` on the region, not on each bar. */
export function Skeleton({ className }: SkeletonProps) {
    return (
        <span
            aria-hidden="true"
            className={clsx("glow block rounded-control bg-active", className)}
        />
    );
}
