import { useState } from "react";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import { sameJson } from "../../document/content.ts";
import { printLiteral, readLiteral } from "../literal.ts";
import { ReferenceInput } from "../ReferenceInput.tsx";

export interface LiteralInputProps {
    readonly node: string;
    readonly path: string;
    readonly value: Json | undefined;
    readonly onChange: (value: Json | undefined) => void;
    readonly placeholder?: string;
    readonly label?: string;
    readonly isMono?: boolean;
}

/**
 * Any JSON in one field. What is being typed stays as typed; only when the value comes from elsewhere
 * (undo, another field) is it printed anew.
 */
export function LiteralInput(props: LiteralInputProps) {
    const { value, onChange, ...rest } = props;
    const [draft, setDraft] = useState(() => printLiteral(value));
    const read = draft === "" ? undefined : readLiteral(draft);
    const text = sameJson(read, value) ? draft : printLiteral(value);
    return (
        <ReferenceInput
            {...rest}
            value={text}
            onChange={(next) => {
                setDraft(next);
                onChange(next === "" ? undefined : readLiteral(next));
            }}
        />
    );
}
