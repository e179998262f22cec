import { useCallback, useState } from "react";
import type { JsonObject } from "@flowmaestro/shared/orchestrator/values.ts";
import { executionInputs } from "@flowmaestro/shared/workflow/execution-inputs.ts";
import { checkInputs } from "@flowmaestro/shared/schema/inputs.ts";
import { z } from "zod";
import { asApiError } from "../../api/api-error.ts";
import type { ApiError } from "../../api/api-error.ts";
import { call } from "../../api/client.ts";
import { showToast } from "../../components/common/toast-messages.ts";
import { t } from "../../messages/messages.ts";
import { showAll } from "../actions/arrange.ts";
import { definitionOf } from "../actions/read.ts";
import type { Editor } from "../editor-context.ts";
import { plainJson } from "../plain-json.ts";
import { rememberedInputs, rememberInputs } from "./inputs-memory.ts";

export type Trigger = "manual" | "test";

export interface Execute {
    readonly isStarting: boolean;
    /** What the open form will start. */
    readonly trigger: Trigger;
    /** Asks for inputs where there are any to give; starts at once otherwise. */
    readonly ask: (editor: Editor, trigger: Trigger) => void;
    /** Answers why it was refused, for the form. */
    readonly start: (
        editor: Editor,
        trigger: Trigger,
        inputs: JsonObject
    ) => Promise<ApiError | null>;
    readonly cancel: (editor: Editor) => void;
}

/** Starting and stopping: both buttons run the draft, so what is on the screen is what runs. */
export function useExecute(): Execute {
    const [isStarting, setIsStarting] = useState(false);
    const [trigger, setTrigger] = useState<Trigger>("manual");

    const start = useCallback(async (editor: Editor, by: Trigger, inputs: JsonObject) => {
        setIsStarting(true);
        try {
            await startExecution(editor, by, inputs);
            return null;
        } catch (error) {
            return asApiError(error);
        } finally {
            setIsStarting(false);
        }
    }, []);

    const ask = useCallback(
        (editor: Editor, by: Trigger) => {
            if (hasErrors(editor)) return;
            const schema = executionInputs(definitionOf(editor), editor.catalogue);
            const known = rememberedInputs(editor.workflowId);
            const remembered = known ?? {};
            // A first test asks, too: nobody has said yet with what.
            const isReady = known !== null && checkInputs(schema, remembered).ok;
            setTrigger(by);
            if (Object.keys(schema).length > 0 && (by === "manual" || !isReady)) {
                editor.ui.setState({ dialog: "execute" });
                return;
            }
            void start(editor, by, by === "test" ? remembered : {}).then((error) => {
                if (error !== null) {
                    showToast({ tone: "err", text: `${error.message} ${error.solution}` });
                }
            });
        },
        [start]
    );

    return { isStarting, trigger, ask, start, cancel: cancelExecution };
}

function hasErrors(editor: Editor): boolean {
    if (Object.keys(definitionOf(editor).nodes).length === 0) {
        showToast({ tone: "info", text: t("editor.execute.empty"), id: "execute" });
        return true;
    }
    editor.problems.insist();
    const { errors } = editor.problems.getState();
    if (errors === 0) return false;
    editor.ui.setState({ isDrawerOpen: true, drawerTab: "problems" });
    showToast({
        tone: "warn",
        text: t("editor.execute.errors", { count: errors }),
        id: "execute"
    });
    return true;
}

async function startExecution(editor: Editor, trigger: Trigger, inputs: JsonObject): Promise<void> {
    const { autosave, workflowId } = editor;
    const isSaved = (await autosave?.flush()) ?? true;
    if (!isSaved) {
        const error = autosave?.failure?.error;
        const why = error === undefined ? "" : ` ${error.message} ${error.solution}`;
        showToast({ tone: "err", text: `${t("editor.execute.not_saved")}${why}` });
        return;
    }
    const schema = executionInputs(definitionOf(editor), editor.catalogue);
    const body = z.record(z.string(), z.json()).parse(plainJson(inputs));
    const started = await call(
        "executeWorkflow",
        { body: { workflow_id: workflowId, inputs: body, version: "draft", trigger } },
        { idempotencyKey: crypto.randomUUID() }
    );
    rememberInputs(workflowId, inputs, schema);
    const { drawerTab } = editor.ui.getState();
    editor.ui.setState({
        dialog: null,
        isDrawerOpen: true,
        drawerTab: drawerTab === "problems" ? "timeline" : drawerTab
    });
    await editor.execution.watch(started.execution_id);
    // The panel has taken room from the canvas: what runs should be in sight.
    requestAnimationFrame(() => showAll(editor));
}

function cancelExecution(editor: Editor): void {
    const { id } = editor.execution.getState();
    if (id === null) return;
    call("cancelExecution", { params: { id }, body: {} }).catch((error: unknown) => {
        const { code, message, solution } = asApiError(error);
        // It ended on its own in the meantime: that is what was wanted.
        if (code === "EXECUTION_FINISHED") return;
        showToast({ tone: "err", text: `${message} ${solution}` });
    });
}
