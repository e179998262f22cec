import { Button } from "../../components/common/Button.tsx";
import { Icon } from "../../components/common/Icon.tsx";
import { IconButton } from "../../components/common/IconButton.tsx";
import { Tooltip } from "../../components/common/Tooltip.tsx";
import { buttonClass } from "../../components/common/button-class.ts";
import { t } from "../../messages/messages.ts";
import type { Scrub } from "./use-scrub.ts";

/** Goes through an execution step by step: ⏮ ▶ ⏭, how fast, and where one is. */
export function Scrubber({ scrub, isLive }: { readonly scrub: Scrub; readonly isLive: boolean }) {
    const { isPlaying, step, last, speed } = scrub;
    const speedLabel = t("execution.scrub.speed", { speed });
    return (
        <div
            role="toolbar"
            aria-label={t("execution.scrub.label")}
            className="flex min-w-0 flex-1 items-center gap-1.5"
        >
            <IconButton
                icon="prev"
                size="sm"
                label={t("execution.scrub.first")}
                disabled={step <= 1}
                onClick={() => scrub.go(1)}
            />
            <IconButton
                icon={isPlaying ? "pause" : "play"}
                size="sm"
                variant="secondary"
                label={t(isPlaying ? "execution.scrub.pause" : "execution.scrub.play")}
                disabled={last < 2}
                onClick={isPlaying ? scrub.pause : scrub.play}
            />
            <IconButton
                icon="next"
                size="sm"
                label={t("execution.scrub.last")}
                disabled={step >= last}
                onClick={() => scrub.go(last)}
            />
            <Tooltip content={speedLabel}>
                <button
                    type="button"
                    aria-label={speedLabel}
                    className={buttonClass({
                        size: "sm",
                        className: "h-6! px-2! text-micro! tabular"
                    })}
                    onClick={scrub.changeSpeed}
                >
                    {t("execution.scrub.times", { speed })}
                </button>
            </Tooltip>
            {last > 0 && (
                <p className="ml-1 min-w-0 truncate text-small text-fg-2 tabular">
                    <span className="font-semibold text-fg">
                        {t("execution.scrub.step", { step, count: last })}
                    </span>{" "}
                    <span className="max-sm:hidden">
                        {scrub.at}, {scrub.what}
                    </span>
                </p>
            )}
            {isLive && <Following scrub={scrub} />}
        </div>
    );
}

function Following({ scrub }: { readonly scrub: Scrub }) {
    if (scrub.isFollowing) {
        return (
            <span className="ml-auto flex flex-none items-center gap-1.5 pr-1 text-small font-medium text-run">
                <Icon name="activity" size={14} />
                {t("execution.scrub.following")}
            </span>
        );
    }
    return (
        <Button size="sm" icon="activity" className="ml-auto" onClick={scrub.follow}>
            {t("execution.scrub.follow")}
        </Button>
    );
}
