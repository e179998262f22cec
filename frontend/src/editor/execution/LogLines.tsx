import type { ExecutionLog } from "@flowmaestro/shared/contract/routes/executions.ts";
import { formatClock, formatExact } from "../../lib/format.ts";
import { t } from "../../messages/messages.ts";

const LEVEL_COLOR = { info: "text-fg-3", warn: "text-warn", error: "text-err" } as const;

/** What was logged of one step: few lines in a narrow panel, so each is read whole. */
export function LogLines(props: {
    readonly label: string;
    readonly lines: readonly ExecutionLog[];
}) {
    if (props.lines.length === 0) {
        return <p className="text-small text-fg-2">{t("execution.logs.none")}</p>;
    }
    return (
        <ol aria-label={props.label} className="flex flex-col gap-2">
            {props.lines.map((line) => (
                <li key={line.id} className="font-mono text-[0.75rem] leading-[1.125rem]">
                    <span className="flex gap-2.5">
                        <time
                            dateTime={line.created_at}
                            title={formatExact(line.created_at)}
                            className="text-fg-3"
                        >
                            {clockOf(line.created_at)}
                        </time>
                        <span className={LEVEL_COLOR[line.level]}>
                            {t(`execution.logs.${line.level}`)}
                        </span>
                    </span>
                    <span className="wrap-anywhere whitespace-pre-wrap">{line.message}</span>
                </li>
            ))}
        </ol>
    );
}

/** `10:44:52.118` */
export function clockOf(timestamp: string): string {
    const part = String(new Date(timestamp).getMilliseconds()).padStart(3, "0");
    return `${formatClock(timestamp)}.${part}`;
}
