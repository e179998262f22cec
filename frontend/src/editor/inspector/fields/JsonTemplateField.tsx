import { z } from "zod";
import type { Json } from "@flowmaestro/shared/orchestrator/values.ts";
import { templates } from "@flowmaestro/shared/workflow/templates/references.ts";
import { t } from "../../../messages/messages.ts";
import { isHalfJson, kindName } from "../literal.ts";
import { PreviewLine } from "../PreviewLine.tsx";
import { FieldFrame } from "./FieldFrame.tsx";
import { LiteralInput } from "./LiteralInput.tsx";
import { problemsAt } from "./field-types.ts";
import type { WidgetProps } from "./field-types.ts";

const json = z.json();

export function asJson(value: unknown): Json | undefined {
    const parsed = json.safeParse(value);
    return parsed.success ? parsed.data : undefined;
}

/** Text, a reference, or any JSON with references inside: what it is read as stands beside it. */
export function JsonTemplateField(props: WidgetProps) {
    const { node, field, path, problems } = props;
    const value = asJson(props.value);
    const isPlain =
        value !== undefined && typeof value !== "string" && templates(value).length === 0;
    const isObject = typeof value === "object" && value !== null;
    return (
        <FieldFrame
            node={node}
            field={field}
            path={path}
            problems={problemsAt(problems, path)}
            preview={
                <>
                    {typeof value === "string" && isHalfJson(value) && (
                        <p className="text-micro text-fg-3">{t("editor.field.half_json")}</p>
                    )}
                    {isPlain && (
                        <p className="text-micro text-fg-3">
                            {t("editor.field.read_as", { kind: kindName(value) })}
                        </p>
                    )}
                    <PreviewLine value={value} />
                </>
            }
        >
            <LiteralInput
                node={node}
                path={path}
                value={value}
                isMono={isObject}
                placeholder={field.placeholder}
                onChange={(next) => props.onChange(next, { isTyping: true })}
            />
        </FieldFrame>
    );
}
