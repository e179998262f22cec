import { createContext, use, useId, useMemo } from "react";
import type { ReactNode } from "react";
import { Icon } from "./Icon.tsx";
import { useCommonTexts } from "./texts.tsx";

export interface FieldProps {
    readonly label: string;
    readonly help?: ReactNode;
    /** Says what is wrong and how to fix it. */
    readonly error?: string;
    readonly required?: boolean;
    readonly optional?: boolean;
    /** Right end of the label row: a language badge, a link. */
    readonly aside?: ReactNode;
    readonly hideLabel?: boolean;
    readonly id?: string;
    readonly className?: string;
    readonly children: ReactNode;
}

export interface FieldControl {
    readonly id: string;
    readonly labelId: string;
    readonly describedBy: string | undefined;
    readonly isInvalid: boolean;
    readonly isRequired: boolean;
}

const FieldContext = createContext<FieldControl | null>(null);

/** The wiring of the field around a control; null when it stands alone. */
export function useFieldControl(): FieldControl | null {
    return use(FieldContext);
}

/** What a native control spreads to be labelled and described by its field. */
export function fieldAria(field: FieldControl | null) {
    if (field === null) return {};
    return {
        id: field.id,
        "aria-describedby": field.describedBy,
        "aria-invalid": field.isInvalid || undefined,
        "aria-required": field.isRequired || undefined
    };
}

export function Field(props: FieldProps) {
    const { label, help, error, required = false, children } = props;
    const texts = useCommonTexts();
    const ownId = useId();
    const id = props.id ?? ownId;
    const hasHelp = help !== undefined;
    const hasError = error !== undefined;
    const control = useMemo<FieldControl>(() => {
        const ids = [hasError ? `${id}-error` : "", hasHelp ? `${id}-help` : ""].filter(Boolean);
        return {
            id,
            labelId: `${id}-label`,
            describedBy: ids.length > 0 ? ids.join(" ") : undefined,
            isInvalid: hasError,
            isRequired: required
        };
    }, [id, hasError, hasHelp, required]);

    return (
        <div className={props.className ?? "flex flex-col gap-1.5"}>
            <div
                className={
                    props.hideLabel === true
                        ? "sr-only"
                        : "flex items-center gap-1.5 text-small font-medium"
                }
            >
                <label id={control.labelId} htmlFor={id}>
                    {label}
                </label>
                {required && (
                    <span className="text-err" aria-hidden="true" title={texts.required}>
                        *
                    </span>
                )}
                {props.optional === true && (
                    <span className="font-normal text-fg-3">{texts.optional}</span>
                )}
                {props.aside !== undefined && <span className="ml-auto">{props.aside}</span>}
            </div>
            <FieldContext value={control}>{children}</FieldContext>
            {hasError && (
                <p
                    id={`${id}-error`}
                    className="flex gap-1.5 text-micro font-medium text-err"
                    aria-live="polite"
                >
                    <Icon name="alert-circle" size={14} className="mt-px" />
                    <span className="min-w-0 wrap-break-word whitespace-pre-line">{error}</span>
                </p>
            )}
            {hasHelp && (
                <p id={`${id}-help`} className="text-micro text-fg-3">
                    {help}
                </p>
            )}
        </div>
    );
}
