import { Skeleton } from "../../components/common/Skeleton.tsx";
import { usePatientFlag } from "../../components/common/use-patient-flag.ts";
import { t } from "../../messages/messages.ts";

/** The frame with its final measures, until there is something to put into it. */
export function ExecutionSkeleton({ part }: { readonly part: "header" | "body" }) {
    const isShown = usePatientFlag(true);
    if (part === "header") {
        return (
            <div className="h-[98px] flex-none border-b border-line bg-surface px-3 py-3 md:px-5">
                {isShown && (
                    <div className="flex flex-col gap-3" aria-busy="true">
                        <Skeleton className="h-3.5 w-48" />
                        <Skeleton className="h-5 w-72 max-w-full" />
                        <Skeleton className="h-3.5 w-96 max-w-full" />
                    </div>
                )}
            </div>
        );
    }
    return (
        <div
            className="flex min-h-0 flex-1 flex-col"
            aria-busy="true"
            aria-label={t("execution.page.loading")}
            role="status"
        >
            <div className="flex min-h-0 flex-1 max-md:hidden">
                <div className="dots flex-1 bg-canvas bg-size-[24px_24px]" />
                <div className="flex w-100 flex-col gap-3 border-l border-line bg-surface p-4 max-lg:w-85">
                    {isShown && (
                        <>
                            <Skeleton className="h-5 w-40" />
                            <Skeleton className="h-24 w-full" />
                            <Skeleton className="h-24 w-full" />
                        </>
                    )}
                </div>
            </div>
            <div className="flex flex-col gap-3 border-t border-line bg-surface p-4 md:h-[286px]">
                {isShown &&
                    [0, 1, 2, 3].map((row) => <Skeleton key={row} className="h-5 w-full" />)}
            </div>
        </div>
    );
}
