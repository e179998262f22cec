import { useState } from "react";
import { useStore } from "zustand";
import { Button } from "../../components/common/Button.tsx";
import { IconButton } from "../../components/common/IconButton.tsx";
import { Menu, MenuItem } from "../../components/common/Menu.tsx";
import type { ExecutionStatus } from "../../lib/execution-status.ts";
import { t } from "../../messages/messages.ts";
import { CancelDialog } from "./CancelDialog.tsx";
import type { ExecutionStore } from "./execution-store.ts";
import { useCancelling } from "./use-cancelling.ts";
import { useMayAct } from "./use-may-act.ts";
import { usePausing } from "./use-pausing.ts";

/** Pause, resume and cancel: what they do shows when the facts say so, and not before. */
export function ExecutionControls(props: {
    readonly execution: ExecutionStore;
    readonly status: ExecutionStatus;
}) {
    const { execution, status } = props;
    const cancelling = useCancelling(execution);
    const pausing = usePausing(execution);
    const mayAct = useMayAct();
    const isPaused = useStore(execution, ({ version }) =>
        version === 0 ? status === "paused" : (execution.present()?.state.paused ?? false)
    );
    const [isAsking, setAsking] = useState(false);
    const { isCancelling } = cancelling;
    const why = mayAct
        ? isCancelling
            ? t("execution.control.cancelling")
            : undefined
        : t("execution.control.viewer");
    return (
        <>
            <Button
                icon={isPaused ? "play" : "pause"}
                loading={pausing.isBusy}
                disabled={why !== undefined}
                title={why ?? (isPaused ? undefined : t("execution.control.pause.help"))}
                onClick={isPaused ? pausing.resume : pausing.pause}
            >
                {t(isPaused ? "execution.control.resume" : "execution.control.pause")}
            </Button>
            <div className="flex">
                <Button
                    icon="stop"
                    loading={isCancelling}
                    disabled={!mayAct}
                    title={mayAct ? undefined : why}
                    className="rounded-r-none!"
                    onClick={() => cancelling.cancel()}
                >
                    {t(isCancelling ? "execution.cancelling" : "execution.cancel")}
                </Button>
                <Menu
                    label={t("execution.control.more")}
                    trigger={
                        <IconButton
                            icon="chevron-down"
                            variant="secondary"
                            tooltip={false}
                            label={t("execution.control.more")}
                            disabled={why !== undefined}
                            className="-ml-px rounded-l-none!"
                        />
                    }
                >
                    <MenuItem icon="stop" onSelect={() => setAsking(true)}>
                        {t("execution.cancel.reason.action")}
                    </MenuItem>
                </Menu>
            </div>
            {isAsking && (
                <CancelDialog
                    onClose={() => setAsking(false)}
                    onCancel={(reason) => {
                        setAsking(false);
                        cancelling.cancel(reason);
                    }}
                />
            )}
        </>
    );
}
