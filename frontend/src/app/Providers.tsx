import { QueryClientProvider } from "@tanstack/react-query";
import type { QueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { CommonTextsProvider } from "../components/common/texts.tsx";
import { Toaster } from "../components/common/Toaster.tsx";
import { TooltipProvider } from "../components/common/Tooltip.tsx";
import { commonTexts } from "./common-texts.ts";

/** What every screen stands in; component tests wrap their subject in it, too. */
export function Providers(props: { readonly client: QueryClient; readonly children: ReactNode }) {
    return (
        <QueryClientProvider client={props.client}>
            <CommonTextsProvider texts={commonTexts}>
                <TooltipProvider>
                    {props.children}
                    <Toaster />
                </TooltipProvider>
            </CommonTextsProvider>
        </QueryClientProvider>
    );
}
