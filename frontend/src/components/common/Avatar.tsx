import clsx from "clsx";

export interface AvatarProps {
    readonly name: string;
    readonly size?: 20 | 24;
    /** Beside the written name it is decoration; alone it is announced. */
    readonly decorative?: boolean;
}

const HUES = 6;

export function Avatar({ name, size = 24, decorative = false }: AvatarProps) {
    return (
        <span
            {...(decorative ? { "aria-hidden": true } : { role: "img", "aria-label": name })}
            title={name}
            className={clsx(
                "inline-flex flex-none items-center justify-center rounded-full leading-none font-semibold tracking-[.02em] text-primary-fg",
                size === 24 ? "size-6 text-[0.625rem]" : "size-5 text-[0.5625rem]"
            )}
            style={{ background: `var(${hueOf(name)})` }}
        >
            {initialsOf(name)}
        </span>
    );
}

function initialsOf(name: string): string {
    const words = name.trim().split(/\s+/u);
    const first = words[0] ?? "";
    const last = words.length > 1 ? (words[words.length - 1] ?? "") : "";
    return ([...first].slice(0, 1).join("") + [...last].slice(0, 1).join("")).toUpperCase() || "?";
}

function hueOf(name: string): string {
    let sum = 0;
    for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
    return `--avatar-${(sum % HUES) + 1}`;
}
