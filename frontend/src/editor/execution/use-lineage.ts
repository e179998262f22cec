import { useLineage as useLineageOf } from "../../api/queries/execution-control.ts";
import { useEditor, useExecution } from "../editor-context.ts";

/** Where the shown execution comes from and what came of it; asked anew when it starts or ends another. */
export function useLineage() {
    const { execution } = useEditor();
    const id = useExecution((state) => state.id);
    const stamp = useExecution(({ status, version }) => {
        const calls = version === 0 ? 0 : (execution.present()?.calls ?? 0);
        // As the header asks, where nothing was called.
        return calls === 0 ? (status ?? "") : `${status ?? ""} ${calls}`;
    });
    const summary = useExecution((state) => state.summary);
    return useLineageOf(id ?? "", stamp, summary ?? undefined).data ?? null;
}
