import { Skeleton } from "../components/common/Skeleton.tsx";
import { t } from "../messages/messages.ts";

/** The frame with its final measures, while the draft comes. */
export function BuilderSkeleton() {
    return (
        <div className="flex h-full flex-col" aria-busy="true" aria-label={t("editor.loading")}>
            <div className="flex h-12 flex-none items-center gap-3 border-b border-line bg-surface px-3">
                <Skeleton className="h-5 w-48" />
            </div>
            <div className="flex min-h-0 flex-1">
                <div className="w-56 flex-none border-r border-line bg-surface max-md:hidden" />
                <div className="dots flex-1 bg-size-[24px_24px]" />
                <div className="w-94 flex-none border-l border-line bg-surface max-lg:hidden" />
            </div>
            <div className="h-9 flex-none border-t border-line bg-surface" />
        </div>
    );
}
