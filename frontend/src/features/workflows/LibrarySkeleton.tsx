import { Skeleton } from "../../components/common/Skeleton.tsx";

const ROWS = [0, 1, 2, 3, 4, 5, 6, 7];

/** Eight rows of final size. */
export function LibrarySkeleton() {
    return (
        <div
            aria-busy="true"
            className="overflow-hidden rounded-card border border-line bg-surface shadow-e1"
        >
            <div className="h-9" />
            {ROWS.map((row) => (
                <div key={row} className="flex h-11 items-center gap-6 border-t border-line px-4">
                    <Skeleton className="h-3.5 max-w-72 flex-1" />
                    <Skeleton className="ml-auto h-3.5 w-20 max-sm:hidden" />
                    <Skeleton className="h-3.5 w-28 max-sm:hidden" />
                    <Skeleton className="h-3.5 w-24" />
                </div>
            ))}
        </div>
    );
}
