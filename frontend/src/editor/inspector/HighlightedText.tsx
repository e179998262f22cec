import { memo } from "react";
import { useReferenceParts } from "./use-reference-parts.ts";

interface TextProps {
    readonly node: string;
    readonly text: string;
}

/** The text with its references marked in the colour of what they read; broken ones are underlined. */
export const HighlightedText = memo(function HighlightedText({ node, text }: TextProps) {
    const found = useReferenceParts(node, text);
    // A zero-width space keeps the height of an empty last line.
    if (found.kind === "plain") return `${text}\u200b`;
    if (found.kind === "broken") {
        return (
            <>
                {text.slice(0, found.start)}
                <span className="fm-ref-half">{text.slice(found.start)}</span>
                {"\u200b"}
            </>
        );
    }
    return (
        <>
            {found.parts.map((part) =>
                typeof part === "string" ? (
                    part
                ) : (
                    <span
                        key={part.at}
                        className={part.fault === null ? "fm-ref" : "fm-ref fm-ref-bad"}
                        style={colored(part.fault === null ? part.color : "--err")}
                    >
                        {part.raw}
                    </span>
                )
            )}
            {"\u200b"}
        </>
    );
});

/** While nobody writes in it: what a reference reads, by the name people gave it. */
export const ChipText = memo(function ChipText({ node, text }: TextProps) {
    const found = useReferenceParts(node, text);
    if (found.kind !== "parts") return <HighlightedText node={node} text={text} />;
    return found.parts.map((part) =>
        typeof part === "string" ? (
            part
        ) : (
            <span
                key={part.at}
                className={part.fault === null ? "fm-chip" : "fm-chip fm-chip-bad"}
                style={colored(part.fault === null ? part.color : "--err")}
            >
                <i />
                <span className="truncate">{part.name}</span>
                {part.path !== "" && <em>{part.path}</em>}
                {part.otherwise !== "" && <em className="fm-chip-else">{part.otherwise}</em>}
            </span>
        )
    );
});

function colored(color: string): React.CSSProperties {
    const style: React.CSSProperties & { "--c": string } = { "--c": `var(${color})` };
    return style;
}
