import { nodeOf } from "@flowmaestro/shared/contract/frames.ts";
import { Button } from "../../components/common/Button.tsx";
import { Icon } from "../../components/common/Icon.tsx";
import { t } from "../../messages/messages.ts";
import { labelFor } from "../actions/read.ts";
import { useEditor, useExecution } from "../editor-context.ts";
import { runLook, runWord } from "./run-look.ts";
import { useChooseInstance } from "./use-choose.ts";

/** With no step chosen: the first one that waits for an event, and the way to where it is sent. */
export function EventBanner() {
    const editor = useEditor();
    const choose = useChooseInstance();
    const run = useExecution(({ version }) =>
        version === 0
            ? undefined
            : editor.execution.present()?.waiting.find(({ waitsFor }) => waitsFor === "event")
    );
    if (run === undefined) return null;
    return (
        <section
            aria-label={runWord(run)}
            className="m-3 mb-0 flex flex-none items-center gap-2.5 rounded-card bg-warn-fill p-3 text-small shadow-[inset_0_0_0_1px_var(--warn-line)]"
        >
            <Icon name={runLook(run).icon} className="flex-none text-warn" />
            <div className="min-w-0 flex-1">
                <p className="truncate font-semibold">{labelFor(editor, nodeOf(run.instance))}</p>
                <p className="truncate text-fg-2">{runWord(run)}</p>
            </div>
            <Button size="sm" onClick={() => choose(run.instance)}>
                {t("execution.signal.open")}
            </Button>
        </section>
    );
}
