import { useEffect, useEffectEvent, useState } from "react";
import { IconButton } from "../../components/common/IconButton.tsx";
import { Kbd } from "../../components/common/Kbd.tsx";
import { TextInput } from "../../components/common/TextInput.tsx";
import { useKey } from "../../hooks/use-key.ts";
import { t } from "../../messages/pages.ts";

export interface LibrarySearchProps {
    readonly value: string;
    readonly onChange: (value: string) => void;
}

const INPUT_ID = "library-search";
const WAIT_MS = 200;

/** Asks while one types, a moment after the last key. `/` leads here. */
export function LibrarySearch({ value, onChange }: LibrarySearchProps) {
    const [typed, setTyped] = useState(value);
    const [seen, setSeen] = useState(value);
    const [sent, setSent] = useState(value);
    useKey("/", () => document.getElementById(INPUT_ID)?.focus());

    // Back, or "Reset filters", changed it from outside: the field follows. What it asked for itself
    // comes back later than the next key and must not undo it.
    if (value !== seen) {
        setSeen(value);
        if (value !== sent) {
            setSent(value);
            setTyped(value);
        }
    }

    const ask = useEffectEvent((search: string) => {
        if (search === sent) return;
        setSent(search);
        onChange(search);
    });
    useEffect(() => {
        const timer = setTimeout(() => ask(typed.trim()), WAIT_MS);
        return () => clearTimeout(timer);
    }, [typed]);

    return (
        <TextInput
            id={INPUT_ID}
            type="search"
            aria-label={t("library.search.label")}
            placeholder={t("library.search")}
            icon="search"
            quiet
            value={typed}
            maxLength={200}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={(event) => {
                if (event.key === "Escape" && typed !== "") setTyped("");
            }}
            className="[&::-webkit-search-cancel-button]:hidden"
            frameClassName="order-last min-h-11 sm:order-none sm:min-h-8 sm:w-76"
            trailing={
                typed === "" ? (
                    <Kbd className="max-sm:hidden">/</Kbd>
                ) : (
                    <IconButton
                        icon="close"
                        size="sm"
                        label={t("library.search.clear")}
                        tooltip={false}
                        className="-mr-2"
                        onClick={() => setTyped("")}
                    />
                )
            }
        />
    );
}
