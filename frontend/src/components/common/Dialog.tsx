import clsx from "clsx";
import { Dialog as RadixDialog } from "radix-ui";
import type { ReactNode } from "react";
import { IconButton } from "./IconButton.tsx";
import { useCommonTexts } from "./texts.tsx";

export interface DialogProps {
    readonly open: boolean;
    readonly onOpenChange: (open: boolean) => void;
    readonly title: string;
    readonly description?: ReactNode;
    readonly size?: "sm" | "md" | "lg";
    /** Buttons, right-aligned; put the one primary last. */
    readonly footer?: ReactNode;
    /** Left of the buttons: a warning count, a hint. */
    readonly footerNote?: ReactNode;
    readonly children?: ReactNode;
    readonly onOpenAutoFocus?: (event: Event) => void;
    readonly className?: string;
}

const WIDTH = { sm: "sm:max-w-[440px]", md: "sm:max-w-[560px]", lg: "sm:max-w-[800px]" };

/** Centred card; on a phone a sheet from below. Esc and the scrim close it, the focus goes back. */
export function Dialog(props: DialogProps) {
    const texts = useCommonTexts();
    const described = props.description !== undefined;
    return (
        <RadixDialog.Root open={props.open} onOpenChange={props.onOpenChange}>
            <RadixDialog.Portal>
                <RadixDialog.Overlay className="fade fixed inset-0 z-50 grid grid-cols-[minmax(0,1fr)] items-end overflow-y-auto bg-scrim sm:place-items-center sm:p-6">
                    <RadixDialog.Content
                        onOpenAutoFocus={props.onOpenAutoFocus}
                        {...(described ? {} : { "aria-describedby": undefined })}
                        className={clsx(
                            "rise relative flex w-full flex-col gap-4 rounded-t-dialog bg-surface-3 p-5 shadow-e3 outline-none sm:rounded-dialog",
                            WIDTH[props.size ?? "sm"],
                            props.className
                        )}
                    >
                        <header className="flex items-start gap-3">
                            <div className="min-w-0 flex-1">
                                <RadixDialog.Title className="text-title wrap-break-word">
                                    {props.title}
                                </RadixDialog.Title>
                                {described && (
                                    <RadixDialog.Description className="mt-0.5 text-body text-fg-2">
                                        {props.description}
                                    </RadixDialog.Description>
                                )}
                            </div>
                            <RadixDialog.Close asChild>
                                <IconButton
                                    icon="close"
                                    label={texts.close}
                                    size="sm"
                                    tooltip={false}
                                />
                            </RadixDialog.Close>
                        </header>
                        {props.children}
                        {props.footer !== undefined && (
                            <footer className="flex flex-wrap items-center justify-end gap-2 pt-1">
                                {props.footerNote !== undefined && (
                                    <div className="mr-auto text-small text-fg-3">
                                        {props.footerNote}
                                    </div>
                                )}
                                {props.footer}
                            </footer>
                        )}
                    </RadixDialog.Content>
                </RadixDialog.Overlay>
            </RadixDialog.Portal>
        </RadixDialog.Root>
    );
}
