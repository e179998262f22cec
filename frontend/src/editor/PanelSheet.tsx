import { Dialog as RadixDialog } from "radix-ui";
import type { ReactNode } from "react";
import { t } from "../messages/messages.ts";
import { useEditor, useUi } from "./editor-context.ts";

/** The left panel over the canvas, where there is no room beside it. */
export function PanelSheet({ children }: { readonly children: ReactNode }) {
    const { ui } = useEditor();
    const isOpen = useUi((state) => state.isSheetOpen);
    return (
        <RadixDialog.Root
            open={isOpen}
            onOpenChange={(isSheetOpen) => ui.setState({ isSheetOpen })}
        >
            <RadixDialog.Portal>
                <RadixDialog.Overlay className="fade fixed inset-0 z-40 bg-scrim" />
                <RadixDialog.Content
                    aria-describedby={undefined}
                    className="rise fixed inset-y-0 left-0 z-50 flex w-72 max-w-[85vw] flex-col bg-surface shadow-e3 outline-none"
                >
                    <RadixDialog.Title className="sr-only">
                        {t("editor.palette.region")}
                    </RadixDialog.Title>
                    {children}
                </RadixDialog.Content>
            </RadixDialog.Portal>
        </RadixDialog.Root>
    );
}
