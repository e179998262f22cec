import { useState } from "react";
import { IconButton } from "../../components/common/IconButton.tsx";
import { Menu, MenuHeading, MenuItem } from "../../components/common/Menu.tsx";
import { isOpenStatus } from "../../lib/execution-status.ts";
import { t } from "../../messages/messages.ts";
import { useExecution } from "../editor-context.ts";
import { placeText } from "./place-words.ts";
import { RerunDialog } from "./RerunDialog.tsx";
import type { RerunPlan } from "./RerunDialog.tsx";
import { useMayAct } from "./use-may-act.ts";
import type { Step } from "./use-step.ts";

/** What can be done from one step at one turn: run again from here, or with another output of it. */
export function StepMenu({ step }: { readonly step: Step }) {
    const summary = useExecution((state) => state.summary);
    const definition = useExecution((state) => state.graph?.definition);
    const status = useExecution((state) => state.status);
    const isDeleted = useExecution((state) => state.graph?.workflowDeleted === true);
    const mayAct = useMayAct();
    const [plan, setPlan] = useState<RerunPlan | null>(null);
    if (summary === null || definition === undefined || step.isDisabled) return null;
    const why = whyNot({ isOpen: status !== null && isOpenStatus(status), isDeleted, mayAct });
    const { instance, run } = step;
    const label = placeText(instance, () => step.label);
    return (
        <>
            <Menu
                label={t("execution.rerun.step.menu")}
                width={232}
                trigger={
                    <IconButton
                        icon="more"
                        size="sm"
                        tooltip={false}
                        label={t("execution.rerun.step.menu")}
                    />
                }
            >
                {why !== null && <MenuHeading>{why}</MenuHeading>}
                <MenuItem
                    icon="retry"
                    disabled={why !== null}
                    onSelect={() => setPlan({ kind: "from", instance, label })}
                >
                    {t("execution.rerun.step.from")}
                </MenuItem>
                <MenuItem
                    icon="pencil"
                    disabled={why !== null}
                    onSelect={() =>
                        setPlan({ kind: "override", instance, label, output: run.output ?? null })
                    }
                >
                    {t("execution.rerun.step.override")}
                </MenuItem>
            </Menu>
            {plan !== null && (
                <RerunDialog {...{ plan, summary, definition }} onClose={() => setPlan(null)} />
            )}
        </>
    );
}

/** Why nothing can be run again now; null where it can. */
export function whyNot(about: {
    readonly isOpen: boolean;
    readonly isDeleted: boolean;
    readonly mayAct: boolean;
}): string | null {
    if (!about.mayAct) return t("execution.control.viewer");
    if (about.isDeleted) return t("execution.control.deleted");
    return about.isOpen ? t("execution.control.open") : null;
}
