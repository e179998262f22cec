import { useState } from "react";
import type { FormEvent } from "react";
import { Button } from "../../components/common/Button.tsx";
import { Field } from "../../components/common/Field.tsx";
import { TextInput } from "../../components/common/TextInput.tsx";
import { t } from "../../messages/messages.ts";
import { turnCounts, turnStatusText } from "./turn-words.ts";
import type { LoopTurns } from "./use-turns.ts";

/** To a turn by its number, to the ends, to what failed, and back to what goes on. */
export function TurnJump(props: {
    readonly loop: LoopTurns;
    readonly index: number;
    readonly onDone: () => void;
}) {
    const { loop, index } = props;
    const { turns } = loop;
    const [text, setText] = useState(String(index + 1));
    const wanted = Number(text);
    const isValid = Number.isInteger(wanted) && wanted >= 1 && wanted <= turns.size;

    function jump(event: FormEvent) {
        event.preventDefault();
        if (!isValid) return;
        loop.go(wanted - 1);
        props.onDone();
    }

    const failedNext = turns.failedFrom(index, 1) ?? turns.failedFrom(-1, 1);
    return (
        <form
            className="nodrag nopan flex flex-col gap-3 text-small"
            onSubmit={jump}
            onKeyDown={(event) => event.stopPropagation()}
        >
            <p className="text-fg-2">
                <span className="font-medium text-fg">{turnStatusText(turns.statusOf(index))}</span>
                {" · "}
                {turnCounts(turns)}
            </p>
            <Field
                label={t("execution.turn.number")}
                {...(isValid || text === ""
                    ? {}
                    : { error: t("execution.turn.number.wrong", { count: turns.size }) })}
            >
                <div className="flex gap-2">
                    <TextInput
                        inputMode="numeric"
                        autoComplete="off"
                        aria-label={t("execution.turn.number")}
                        value={text}
                        onFocus={(event) => event.currentTarget.select()}
                        onChange={(event) => setText(event.currentTarget.value.trim())}
                    />
                    <Button type="submit" disabled={!isValid}>
                        {t("execution.turn.go")}
                    </Button>
                </div>
            </Field>
            <div className="flex flex-wrap gap-1.5">
                <Button size="sm" disabled={index === 0} onClick={() => loop.go(0)}>
                    {t("execution.turn.first")}
                </Button>
                <Button
                    size="sm"
                    disabled={index >= turns.size - 1}
                    onClick={() => loop.go(turns.size - 1)}
                >
                    {t("execution.turn.last")}
                </Button>
                {failedNext !== null && (
                    <Button size="sm" icon="close" onClick={() => loop.go(failedNext)}>
                        {t("execution.turn.failed_next")}
                    </Button>
                )}
                {!loop.isFollowing && (
                    <Button size="sm" icon="activity" onClick={loop.follow}>
                        {t("execution.turn.follow")}
                    </Button>
                )}
            </div>
        </form>
    );
}
