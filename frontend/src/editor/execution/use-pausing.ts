import { asApiError } from "../../api/api-error.ts";
import { usePauseExecution, useResumeExecution } from "../../api/queries/execution-control.ts";
import { showToast } from "../../components/common/toast-messages.ts";
import { t } from "../../messages/messages.ts";
import type { ExecutionStore } from "./execution-store.ts";

/** Asks for a pause or its end; whether it is paused is for the facts to say. */
export function usePausing(execution: ExecutionStore) {
    const pause = usePauseExecution();
    const resume = useResumeExecution();
    const ask = (mutation: typeof pause) => {
        const { id } = execution.getState();
        if (id === null) return;
        mutation.mutate(id, { onError: tell });
    };
    return {
        isBusy: pause.isPending || resume.isPending,
        pause: () => ask(pause),
        resume: () => ask(resume)
    };
}

function tell(error: unknown): void {
    const { code, message, solution } = asApiError(error);
    // It ended on its own in the meantime: the page says how.
    if (code === "EXECUTION_FINISHED") return;
    showToast({ tone: "err", text: t("execution.control.failed", { message, solution }) });
}
