import type { ReactNode } from "react";
import { t } from "../../messages/messages.ts";
import { useDocument } from "../editor-context.ts";

/** Where nobody may change anything the forms say so, and take nothing. */
export function Frozen({ children }: { readonly children: ReactNode }) {
    const readOnly = useDocument((state) => state.readOnly);
    if (!readOnly) return children;
    return (
        <fieldset disabled className="contents" aria-label={t("editor.read_only")}>
            {children}
        </fieldset>
    );
}
