import { memo } from "react";
import type { ExecutionLog } from "@flowmaestro/shared/contract/routes/executions.ts";
import { formatExact } from "../../lib/format.ts";
import { t } from "../../messages/messages.ts";
import { clockOf } from "./LogLines.tsx";

export const LOG_ROW = 22;

const LEVEL_COLOR = { info: "text-fg-3", warn: "text-warn", error: "text-err" } as const;

export interface LogRowProps {
    readonly line: ExecutionLog;
    readonly top: number;
    readonly label: string;
    readonly search: string;
}

/** One line of the log: the rest of a long one stands in its title and in the copy. */
export const LogRow = memo(function LogRow({ line, top, label, search }: LogRowProps) {
    return (
        <p
            className="absolute inset-x-0 flex gap-2.5 px-3 font-mono text-[0.75rem] leading-[22px] whitespace-nowrap hover:bg-hover"
            style={{ top, height: LOG_ROW }}
        >
            <time
                dateTime={line.created_at}
                title={formatExact(line.created_at)}
                className="flex-none text-fg-3"
            >
                {clockOf(line.created_at)}
            </time>
            <span className={`w-9 flex-none ${LEVEL_COLOR[line.level]}`}>
                {t(`execution.logs.${line.level}`)}
            </span>
            <span className="w-44 flex-none truncate text-fg-2 max-sm:hidden" title={label}>
                {label}
            </span>
            <span className="min-w-0 truncate" title={line.message}>
                <Marked text={line.message} search={search} />
            </span>
        </p>
    );
});

function Marked({ text, search }: { readonly text: string; readonly search: string }) {
    const at = search === "" ? -1 : text.toLowerCase().indexOf(search);
    if (at === -1) return text;
    return (
        <>
            {text.slice(0, at)}
            <mark className="rounded-xs bg-warn-fill text-inherit shadow-[0_0_0_1px_var(--warn-line)]">
                {text.slice(at, at + search.length)}
            </mark>
            {text.slice(at + search.length)}
        </>
    );
}
