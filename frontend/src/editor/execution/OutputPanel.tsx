import { useExecution } from "../editor-context.ts";
import { ErrorCard } from "./ErrorCard.tsx";
import { ExecutionOutputs } from "./ExecutionOutputs.tsx";

/** What the execution handed out, or why it could not. */
export function OutputPanel() {
    const error = useExecution((state) => state.fold?.error ?? null);
    return (
        <div className="max-w-160 p-4">
            {error === null ? <ExecutionOutputs /> : <ErrorCard error={error} />}
        </div>
    );
}
