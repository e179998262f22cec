import { Progress } from "radix-ui";

export interface ProgressBarProps {
    readonly label: string;
    /** 0 to 100; null while unknown. */
    readonly percent: number | null;
    readonly tone?: "run" | "ok" | "err" | "primary";
    readonly className?: string;
}

const FILL = { run: "bg-run", ok: "bg-bar-ok", err: "bg-err", primary: "bg-primary-solid" };

export function ProgressBar({ label, percent, tone = "run", className }: ProgressBarProps) {
    return (
        <Progress.Root
            value={percent}
            max={100}
            aria-label={label}
            className={`h-[3px] w-30 overflow-hidden rounded-full bg-active ${className ?? ""}`}
        >
            <Progress.Indicator
                className={`size-full origin-left transition-transform duration-240 ease-house ${FILL[tone]} ${percent === null ? "glow" : ""}`}
                style={{ transform: `scaleX(${(percent ?? 100) / 100})` }}
            />
        </Progress.Root>
    );
}
