import { useRef, useState } from "react";
import type { FormEvent } from "react";
import { z } from "zod";
import { asApiError } from "../../api/api-error.ts";
import { useSignalExecution } from "../../api/queries/execution-control.ts";
import { Button } from "../../components/common/Button.tsx";
import { Field } from "../../components/common/Field.tsx";
import { TextArea } from "../../components/common/TextArea.tsx";
import { showToast } from "../../components/common/toast-messages.ts";
import { FormError } from "../../components/domain/FormError.tsx";
import { t } from "../../messages/messages.ts";
import { useExecution } from "../editor-context.ts";
import { readJson } from "./question-model.ts";
import { useMayAct } from "./use-may-act.ts";

/** Sends the event a step waits for, with data if there is any. */
export function SignalForm({ name }: { readonly name: string }) {
    const id = useExecution((state) => state.id);
    const signal = useSignalExecution();
    const mayAct = useMayAct();
    const [text, setText] = useState("");
    const [wrong, setWrong] = useState<string | null>(null);
    const key = useRef(crypto.randomUUID());
    const failure = signal.error === null ? null : asApiError(signal.error);

    function submit(event: FormEvent) {
        event.preventDefault();
        if (id === null || !mayAct || signal.isPending) return;
        const read = text.trim() === "" ? null : readJson(text);
        setWrong(read?.ok === false ? t("execution.signal.data.wrong", { why: read.why }) : null);
        if (read?.ok === false) return;
        const data = read === null ? {} : { data: z.json().parse(read.value) };
        signal.mutate(
            { id, signal: { name, ...data }, key: key.current },
            {
                onSuccess: ({ instances }) =>
                    showToast({
                        tone: "ok",
                        text: t("execution.signal.sent", { count: instances.length })
                    })
            }
        );
    }

    return (
        <form noValidate className="flex flex-col gap-3" onSubmit={submit}>
            <div>
                <h3 className="text-small font-semibold">
                    {t("execution.signal.title", { name })}
                </h3>
                <p className="text-small text-fg-2">{t("execution.signal.text")}</p>
            </div>
            {failure !== null && (
                <FormError message={failure.message} solution={failure.solution} />
            )}
            <Field
                label={t("execution.signal.data")}
                help={t("execution.signal.data.help")}
                optional
                {...(wrong === null ? {} : { error: wrong })}
            >
                <TextArea
                    mono
                    rows={2}
                    value={text}
                    onChange={(event) => {
                        setText(event.currentTarget.value);
                        setWrong(null);
                        // Other data is another event.
                        key.current = crypto.randomUUID();
                    }}
                />
            </Field>
            <div className="flex items-center gap-2">
                <Button
                    type="submit"
                    variant="primary"
                    loading={signal.isPending}
                    disabled={!mayAct}
                >
                    {t("execution.signal.send")}
                </Button>
                {!mayAct && <p className="text-small text-fg-2">{t("execution.control.viewer")}</p>}
            </div>
        </form>
    );
}
