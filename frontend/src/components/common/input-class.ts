import clsx from "clsx";

export type InputSize = "sm" | "md" | "lg";

const HEIGHT: Record<InputSize, string> = {
    sm: "min-h-7 text-small",
    md: "min-h-8 text-small",
    lg: "min-h-11 text-body md:min-h-10"
};

interface InputLook {
    readonly size?: InputSize;
    readonly quiet?: boolean;
    readonly invalid?: boolean;
    readonly disabled?: boolean;
    readonly className?: string;
}

/** The frame of every text-like control. */
export function inputClass(look: InputLook): string {
    const { size = "md", quiet = false, invalid = false, disabled = false } = look;
    return clsx(
        "field-ring flex w-full items-center gap-2 rounded-control border px-2.5",
        HEIGHT[size],
        disabled
            ? "border-line bg-well text-fg-3"
            : [
                  "bg-surface",
                  invalid ? "border-err" : quiet ? "border-line-node" : "border-line-field"
              ],
        look.className
    );
}
