import { Icon } from "../common/Icon.tsx";

export interface FormErrorProps {
    readonly message: string;
    readonly solution?: string;
}

/** Above the buttons of a form: why the whole was refused. */
export function FormError({ message, solution }: FormErrorProps) {
    return (
        <div
            role="alert"
            className="flex gap-2 rounded-control bg-err-fill px-3 py-2 text-small text-fg shadow-[inset_0_0_0_1px_color-mix(in_oklab,var(--err)_36%,transparent)]"
        >
            <Icon name="alert-circle" className="mt-px text-err" />
            <p className="min-w-0 wrap-break-word">
                <span className="font-medium">{message}</span>
                {solution !== undefined && solution !== "" && (
                    <span className="text-fg-2"> {solution}</span>
                )}
            </p>
        </div>
    );
}
