import clsx from "clsx";

export type ButtonVariant = "primary" | "secondary" | "ghost" | "danger" | "soft";
export type ButtonSize = "sm" | "md" | "lg";

const BASE =
    "inline-flex flex-none select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-control border font-medium motion-hover active:translate-y-[.5px]";

const VARIANT: Record<ButtonVariant, string> = {
    primary:
        "border-transparent bg-primary-solid text-primary-fg shadow-e1 hover:bg-primary-solid-hover",
    secondary:
        "border-line-node bg-surface-3 text-fg shadow-e1 hover:border-line-strong hover:bg-hover [&>svg]:text-fg-2",
    ghost: "border-transparent bg-transparent text-fg-2 hover:bg-hover hover:text-fg",
    danger: "border-transparent bg-err-solid text-primary-fg shadow-e1 hover:bg-err-solid-hover",
    soft: "border-transparent bg-primary-tint text-primary hover:bg-active"
};

const SIZE: Record<ButtonSize, string> = {
    sm: "h-7 px-2.5 text-small",
    md: "h-8 px-3 text-small",
    lg: "h-11 px-4 text-body md:h-10"
};

const SQUARE: Record<ButtonSize, string> = { sm: "size-7", md: "size-8", lg: "size-11 md:size-10" };

const DISABLED =
    "cursor-not-allowed border-line bg-well text-fg-3 shadow-none [&>svg]:text-current active:translate-y-0";

interface ButtonLook {
    readonly variant?: ButtonVariant;
    readonly size?: ButtonSize;
    readonly square?: boolean;
    readonly disabled?: boolean;
    readonly className?: string;
}

/** The look of a button, also for links: `<Link className={buttonClass({ variant: "primary" })}>`. */
export function buttonClass(look: ButtonLook = {}): string {
    const { variant = "secondary", size = "md", square = false, disabled = false } = look;
    return clsx(
        BASE,
        square ? SQUARE[size] : SIZE[size],
        disabled ? DISABLED : VARIANT[variant],
        look.className
    );
}
