import { createContext, use } from "react";
import type { ReactNode } from "react";

/** The few words the components speak themselves. The application gives them from its catalogue. */
export interface CommonTexts {
    readonly close: string;
    readonly cancel: string;
    readonly required: string;
    readonly optional: string;
    readonly showPassword: string;
    readonly hidePassword: string;
    readonly retry: string;
    readonly howToFix: string;
    readonly copyRequestId: string;
    readonly requestIdCopied: string;
    readonly notifications: string;
    readonly previousPage: string;
    readonly nextPage: string;
    readonly keyCount: (count: number) => string;
    readonly itemCount: (count: number) => string;
    readonly showMore: (count: number) => string;
}

const TextsContext = createContext<CommonTexts | null>(null);

export function CommonTextsProvider(props: {
    readonly texts: CommonTexts;
    readonly children: ReactNode;
}) {
    return <TextsContext value={props.texts}>{props.children}</TextsContext>;
}

export function useCommonTexts(): CommonTexts {
    const texts = use(TextsContext);
    if (texts === null) throw new Error("Wrap the tree in <CommonTextsProvider>.");
    return texts;
}
