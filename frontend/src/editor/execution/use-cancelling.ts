import { useCallback } from "react";
import { useStore } from "zustand";
import { asApiError } from "../../api/api-error.ts";
import { useCancelExecution } from "../../api/queries/execution-control.ts";
import { showToast } from "../../components/common/toast-messages.ts";
import { t } from "../../messages/messages.ts";
import type { ExecutionStore } from "./execution-store.ts";

/** From the press to the end: the facts say when it was accepted, and when it was over. */
export function useCancelling(execution: ExecutionStore) {
    const { mutate, isPending, isSuccess } = useCancelExecution();
    const isAccepted = useStore(
        execution,
        ({ version }) => version > 0 && execution.present()?.isCancelling === true
    );
    const cancel = useCallback(
        (reason?: string) => {
            const { id } = execution.getState();
            if (id === null) return;
            mutate({ id, ...(reason === undefined ? {} : { reason }) }, { onError: tell });
        },
        [execution, mutate]
    );
    return { cancel, isCancelling: isPending || isSuccess || isAccepted };
}

function tell(error: unknown): void {
    const { code, message, solution } = asApiError(error);
    // It ended on its own in the meantime: the page says how.
    if (code === "EXECUTION_FINISHED") return;
    const title = t("execution.cancel.failed");
    showToast({ tone: "err", text: `${title}. ${message} ${solution}` });
}
