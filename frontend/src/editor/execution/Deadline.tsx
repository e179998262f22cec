import clsx from "clsx";
import { Icon } from "../../components/common/Icon.tsx";
import { formatExact } from "../../lib/format.ts";
import { t } from "../../messages/messages.ts";
import type { Run } from "./execution-fold.ts";
import { leftText } from "./left-text.ts";
import { useTicking } from "./use-ticking.ts";

/** How long there is to answer, and what happens then. */
export function Deadline({ run }: { readonly run: Run }) {
    const { until } = run;
    const now = useTicking(until !== undefined, 1_000);
    const isUrgent =
        run.question?.isWarned === true || (until !== undefined && until - now < 60_000);
    if (until === undefined) {
        return <span className="text-fg-3">{t("execution.question.left.none")}</span>;
    }
    return (
        <time
            dateTime={new Date(until).toISOString()}
            title={formatExact(new Date(until).toISOString())}
            className={clsx("tabular", isUrgent ? "font-medium text-err" : "text-fg-2")}
        >
            {isUrgent && (
                <Icon
                    name="timer"
                    size={14}
                    label={t("execution.question.warned")}
                    className="mr-1 inline-block align-[-2px]"
                />
            )}
            {until <= now
                ? t("execution.question.over")
                : t(`execution.question.left.${run.onTimeout ?? "fail"}`, {
                      time: leftText(until - now)
                  })}
        </time>
    );
}
