import clsx from "clsx";
import { useEffect, useId, useRef, useState } from "react";
import { fieldAria, useFieldControl } from "../../components/common/Field.tsx";
import { afterPress } from "./after-press.ts";
import { CompletionList } from "./CompletionList.tsx";
import { ChipText, HighlightedText } from "./HighlightedText.tsx";
import { useCompletion } from "./use-completion.ts";

export interface ReferenceInputProps {
    readonly node: string;
    readonly value: string;
    readonly onChange: (value: string) => void;
    readonly placeholder?: string;
    readonly isMono?: boolean;
    /** Outside of a Field. */
    readonly label?: string;
    readonly onBlur?: () => void;
    readonly path: string;
}

const SHARED =
    "col-start-1 row-start-1 min-h-[18px] w-full whitespace-pre-wrap wrap-anywhere border-0 p-0 leading-[18px]";

/**
 * Text that may refer. The textarea is a real one, with the browser's own undo and selection; behind
 * it the same text is drawn with its references marked. `${` or Ctrl+Space offers what can be read.
 */
export function ReferenceInput(props: ReferenceInputProps) {
    const { node, value, onChange } = props;
    const field = useFieldControl();
    const listId = useId();
    const area = useRef<HTMLTextAreaElement>(null);
    const completion = useCompletion({ node, value, onChange, area });
    const { rows, current, isOpen } = completion;
    const [isWriting, setIsWriting] = useState(false);
    const leave = useRef<(() => void) | null>(null);
    useEffect(() => () => leave.current?.(), []);
    const showsChips = !isWriting && value.includes("${");
    const text = props.isMono === true ? "font-mono text-mono" : "text-small";
    return (
        <div
            className={clsx(
                "field-ring relative grid w-full cursor-text rounded-control border bg-surface px-2.5 py-[6px]",
                field?.isInvalid === true ? "border-err" : "border-line-field"
            )}
        >
            <div
                aria-hidden
                className={clsx(
                    SHARED,
                    text,
                    "pointer-events-none text-fg",
                    showsChips && "fm-chips"
                )}
            >
                {showsChips ? (
                    <ChipText node={node} text={value} />
                ) : (
                    <HighlightedText node={node} text={value} />
                )}
            </div>
            <textarea
                ref={area}
                {...fieldAria(field)}
                rows={1}
                spellCheck={false}
                autoCapitalize="off"
                autoCorrect="off"
                aria-label={props.label}
                aria-autocomplete="list"
                aria-controls={isOpen ? listId : undefined}
                aria-activedescendant={
                    isOpen && rows.length > 0 ? `${listId}-${current}` : undefined
                }
                data-path={props.path}
                placeholder={props.placeholder}
                value={value}
                className={clsx(
                    // Behind chips it does not say how large the field is: they are shorter.
                    showsChips ? "absolute inset-0 size-full px-2.5 py-[6px] opacity-0" : SHARED,
                    text,
                    "field-sizing-content resize-none overflow-hidden bg-transparent text-transparent caret-fg outline-none placeholder:text-fg-3"
                )}
                onChange={(event) => {
                    completion.typed(event.currentTarget.selectionStart);
                    onChange(event.currentTarget.value);
                }}
                onKeyDown={completion.press}
                onFocus={() => {
                    leave.current?.();
                    setIsWriting(true);
                }}
                onClick={completion.follow}
                onKeyUp={(event) => {
                    if (/^(?:Arrow(?:Left|Right)|Home|End)$/u.test(event.key)) completion.follow();
                }}
                onBlur={() => {
                    completion.close();
                    leave.current = afterPress(() => setIsWriting(false));
                    props.onBlur?.();
                }}
            />
            {isOpen && (
                <CompletionList
                    id={listId}
                    anchor={area.current}
                    rows={rows}
                    current={current}
                    onPoint={completion.point}
                    onTake={completion.take}
                />
            )}
        </div>
    );
}
