import { useEffect, useId, useRef, useState } from "react";
import type { KeyboardEvent, ReactNode } from "react";
import { TextInput } from "../../components/common/TextInput.tsx";

export interface PickItem {
    readonly key: string;
    /** What screen readers say. */
    readonly name: string;
    readonly content: ReactNode;
}

export interface PickListProps {
    readonly label: string;
    readonly placeholder: string;
    readonly query: string;
    readonly onQuery: (query: string) => void;
    readonly items: readonly PickItem[];
    readonly empty: ReactNode;
    readonly onPick: (key: string, stays: boolean) => void;
    readonly onClose: () => void;
    readonly footer?: ReactNode;
}

/** A search field over a list: letters narrow it, arrows choose, Enter takes. */
export function PickList(props: PickListProps) {
    const { items, onPick, onClose } = props;
    const [current, setCurrent] = useState(0);
    const id = useId();
    const list = useRef<HTMLDivElement>(null);
    const index = Math.min(current, Math.max(0, items.length - 1));

    useEffect(() => {
        list.current
            ?.querySelector(`[data-index="${index}"]`)
            ?.scrollIntoView({ block: "nearest" });
    }, [index]);

    function press(event: KeyboardEvent<HTMLInputElement>) {
        const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
        const item = items[index];
        if (step !== 0 && items.length > 0) {
            setCurrent((index + step + items.length) % items.length);
        } else if (event.key === "Enter" && item !== undefined) onPick(item.key, event.shiftKey);
        else if (event.key === "Escape") onClose();
        else if (event.key !== "Tab") return;
        event.preventDefault();
        event.stopPropagation();
    }

    return (
        <div className="flex max-h-90 flex-col" onKeyDown={(event) => event.stopPropagation()}>
            <div className="p-2 pb-1.5">
                <TextInput
                    icon="search"
                    quiet
                    autoFocus
                    role="combobox"
                    aria-label={props.label}
                    aria-expanded
                    aria-controls={id}
                    aria-activedescendant={items.length > 0 ? `${id}-${index}` : undefined}
                    autoComplete="off"
                    placeholder={props.placeholder}
                    value={props.query}
                    onChange={(event) => {
                        setCurrent(0);
                        props.onQuery(event.currentTarget.value);
                    }}
                    onKeyDown={press}
                />
            </div>
            <div
                ref={list}
                id={id}
                role="listbox"
                aria-label={props.label}
                className="min-h-0 overflow-y-auto px-1 pb-1"
            >
                {items.map((item, at) => (
                    <div
                        key={item.key}
                        id={`${id}-${at}`}
                        data-index={at}
                        role="option"
                        aria-selected={at === index}
                        aria-label={item.name}
                        tabIndex={-1}
                        className={`flex min-h-[34px] cursor-pointer items-center gap-2.5 rounded-control px-2 text-small ${at === index ? "bg-hover" : ""}`}
                        onMouseMove={() => setCurrent(at)}
                        onMouseDown={(event) => event.preventDefault()}
                        onClick={(event) => onPick(item.key, event.shiftKey)}
                        onKeyDown={() => undefined}
                    >
                        {item.content}
                    </div>
                ))}
            </div>
            {items.length === 0 && (
                <div className="px-3 pb-3 text-small text-fg-2">{props.empty}</div>
            )}
            {props.footer}
        </div>
    );
}
