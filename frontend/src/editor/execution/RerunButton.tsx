import { useState } from "react";
import { z } from "zod";
import type { Execution } from "@flowmaestro/shared/contract/routes/executions.ts";
import type { WorkflowDefinition } from "@flowmaestro/shared/workflow/document.ts";
import { Button } from "../../components/common/Button.tsx";
import { IconButton } from "../../components/common/IconButton.tsx";
import { Menu, MenuItem } from "../../components/common/Menu.tsx";
import { t } from "../../messages/messages.ts";
import { plainJson } from "../plain-json.ts";
import { RerunDialog, useStartRerun } from "./RerunDialog.tsx";
import type { RerunPlan } from "./RerunDialog.tsx";
import { whyNot } from "./StepMenu.tsx";
import { useMayAct } from "./use-may-act.ts";

export interface RerunButtonProps {
    readonly summary: Execution;
    readonly definition: WorkflowDefinition;
    readonly isDeleted: boolean;
    /** What failed, where something did. */
    readonly failed: { readonly instance: string; readonly label: string } | null;
}

/** Once more: from what failed where something did, else from the start. */
export function RerunButton({ summary, definition, isDeleted, failed }: RerunButtonProps) {
    const mayAct = useMayAct();
    const rerun = useStartRerun(summary.id);
    const [plan, setPlan] = useState<RerunPlan | null>(null);
    const why = whyNot({ isOpen: false, isDeleted, mayAct });
    const variant = failed === null ? "secondary" : "primary";
    const isOff = why !== null;

    /** Of what completed, nothing is taken over anyway; else the inputs say that it begins anew. */
    function fromStart() {
        const inputs = summary.status === "completed" ? undefined : inputsOf(summary);
        if (inputs === null) setPlan({ kind: "inputs" });
        else rerun.start(inputs === undefined ? {} : { inputs });
    }

    return (
        <>
            <div className="flex min-w-0">
                <Button
                    icon="retry"
                    variant={variant}
                    disabled={isOff}
                    title={why ?? undefined}
                    loading={rerun.isStarting}
                    className="max-w-64 min-w-0 flex-initial! rounded-r-none!"
                    onClick={() => (failed === null ? fromStart() : rerun.start({}))}
                >
                    <span className="truncate">
                        {failed === null
                            ? t("execution.rerun.again")
                            : t("execution.rerun.retry", { node: failed.label })}
                    </span>
                </Button>
                <Menu
                    label={t("execution.rerun.menu")}
                    width={264}
                    trigger={
                        <IconButton
                            icon="chevron-down"
                            variant={variant}
                            tooltip={false}
                            disabled={isOff}
                            label={t("execution.rerun.menu")}
                            className={`rounded-l-none! ${failed === null ? "-ml-px" : "ml-px"}`}
                        />
                    }
                >
                    <MenuItem icon="retry" onSelect={fromStart}>
                        {t("execution.rerun.menu.same")}
                    </MenuItem>
                    <MenuItem icon="sliders" onSelect={() => setPlan({ kind: "inputs" })}>
                        {t("execution.rerun.menu.inputs")}
                    </MenuItem>
                    {failed !== null && (
                        <MenuItem icon="skip" onSelect={() => setPlan({ kind: "from", ...failed })}>
                            {t("execution.rerun.menu.from", { node: failed.label })}
                        </MenuItem>
                    )}
                </Menu>
            </div>
            {plan !== null && (
                <RerunDialog {...{ plan, summary, definition }} onClose={() => setPlan(null)} />
            )}
        </>
    );
}

/** Null where they are no longer kept: then somebody has to give them again. */
function inputsOf({ inputs }: Execution) {
    return z.record(z.string(), z.json()).safeParse(plainJson(inputs)).data ?? null;
}
