import { useEffect } from "react";
import { Icon } from "../../components/common/Icon.tsx";
import { useEditor, useUi } from "../editor-context.ts";

const SHOWN_MS = 4_000;

/** Says at the pointer why a connection was refused. The announcer has said it as well. */
export function RefusalTip() {
    const { ui } = useEditor();
    const refusal = useUi((state) => state.refusal);
    useEffect(() => {
        if (refusal === null) return;
        const timer = setTimeout(() => ui.setState({ refusal: null }), SHOWN_MS);
        return () => clearTimeout(timer);
    }, [refusal, ui]);
    if (refusal === null) return null;
    return (
        <p
            data-testid="refusal"
            className="fade pointer-events-none fixed z-70 flex max-w-72 items-start gap-2 rounded-[7px] bg-err-solid py-1.5 pr-2.5 pl-2 text-micro font-medium text-primary-fg shadow-e2"
            style={{ left: Math.min(refusal.at.x + 12, innerWidth - 300), top: refusal.at.y + 12 }}
        >
            <Icon name="ban" size={14} className="mt-px" />
            {refusal.text}
        </p>
    );
}
