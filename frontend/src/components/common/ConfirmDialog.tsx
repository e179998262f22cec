import { AlertDialog } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./Button.tsx";
import { useCommonTexts } from "./texts.tsx";

export interface ConfirmDialogProps {
    readonly open: boolean;
    readonly onOpenChange: (open: boolean) => void;
    readonly title: string;
    readonly description: ReactNode;
    /** Names the act: "Delete workflow", never "OK". */
    readonly confirmText: string;
    readonly cancelText?: string;
    readonly variant?: "primary" | "danger";
    readonly loading?: boolean;
    /** Close it yourself once the act succeeded. */
    readonly onConfirm: () => void;
}

/** Only for what cannot be undone. The focus starts on Cancel. */
export function ConfirmDialog(props: ConfirmDialogProps) {
    const texts = useCommonTexts();
    return (
        <AlertDialog.Root open={props.open} onOpenChange={props.onOpenChange}>
            <AlertDialog.Portal>
                <AlertDialog.Overlay className="fade fixed inset-0 z-50 grid grid-cols-[minmax(0,1fr)] items-end overflow-y-auto bg-scrim sm:place-items-center sm:p-6">
                    <AlertDialog.Content className="rise flex w-full flex-col gap-4 rounded-t-dialog bg-surface-3 p-5 shadow-e3 outline-none sm:max-w-[440px] sm:rounded-dialog">
                        <div>
                            <AlertDialog.Title className="text-title wrap-break-word">
                                {props.title}
                            </AlertDialog.Title>
                            <AlertDialog.Description className="mt-1 text-body text-fg-2">
                                {props.description}
                            </AlertDialog.Description>
                        </div>
                        <footer className="flex justify-end gap-2 pt-1">
                            <AlertDialog.Cancel asChild>
                                <Button>{props.cancelText ?? texts.cancel}</Button>
                            </AlertDialog.Cancel>
                            <Button
                                variant={props.variant ?? "primary"}
                                loading={props.loading}
                                onClick={props.onConfirm}
                            >
                                {props.confirmText}
                            </Button>
                        </footer>
                    </AlertDialog.Content>
                </AlertDialog.Overlay>
            </AlertDialog.Portal>
        </AlertDialog.Root>
    );
}
