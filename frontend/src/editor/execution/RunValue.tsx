import { useExecution } from "../editor-context.ts";
import type { Run } from "./execution-fold.ts";
import { outputBytes } from "./value-bytes.ts";
import { ValueView } from "./ValueView.tsx";

/** The output of a run: whole, or its beginning and the way to the rest. */
export function RunValue(props: {
    readonly run: Run;
    readonly node: string;
    readonly label: string;
}) {
    const { run, node } = props;
    const frames = useExecution((state) => state.frames);
    const rest =
        run.isTruncated === true && run.outputUrl !== undefined
            ? { url: run.outputUrl, bytes: outputBytes(frames, run.instance) }
            : undefined;
    return (
        <ValueView
            key={run.instance}
            label={props.label}
            value={run.output}
            rest={rest}
            fileName={`${node}-output`}
        />
    );
}
