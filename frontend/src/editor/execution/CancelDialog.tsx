import { useState } from "react";
import { Button } from "../../components/common/Button.tsx";
import { Dialog } from "../../components/common/Dialog.tsx";
import { Field } from "../../components/common/Field.tsx";
import { TextArea } from "../../components/common/TextArea.tsx";
import { t } from "../../messages/messages.ts";

const MOST = 500;

/** Asks why, for those who look at it later. */
export function CancelDialog(props: {
    readonly onClose: () => void;
    readonly onCancel: (reason: string) => void;
}) {
    const [reason, setReason] = useState("");
    return (
        <Dialog
            open
            onOpenChange={props.onClose}
            title={t("execution.cancel.reason.title")}
            description={t("execution.cancel.reason.text")}
            footer={
                <>
                    <Button onClick={props.onClose}>{t("execution.cancel.reason.keep")}</Button>
                    <Button variant="danger" onClick={() => props.onCancel(reason.trim())}>
                        {t("execution.cancel.confirm")}
                    </Button>
                </>
            }
        >
            <Field label={t("execution.cancel.reason")} optional>
                <TextArea
                    rows={2}
                    maxLength={MOST}
                    value={reason}
                    onChange={(event) => setReason(event.currentTarget.value)}
                />
            </Field>
        </Dialog>
    );
}
