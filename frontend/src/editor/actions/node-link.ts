import { showToast } from "../../components/common/toast-messages.ts";
import { t } from "../../messages/messages.ts";
import type { Editor } from "../editor-context.ts";
import { fit } from "./arrange.ts";
import { nodeOf, subjects } from "./read.ts";

/** `?node=` in an address shows that node. */
const LINKED = "node";

export async function copyLink(editor: Editor): Promise<void> {
    const [id] = subjects(editor);
    if (id === undefined) return;
    const address = new URL(location.pathname, location.origin);
    address.searchParams.set(LINKED, id);
    try {
        await navigator.clipboard.writeText(address.href);
        showToast({ tone: "ok", text: t("editor.toast.link") });
    } catch {
        showToast({ tone: "err", text: t("editor.toast.no_clipboard") });
    }
}

/** Shows what the address asks for, once; without its node the workflow still opens. */
export async function followLink(editor: Editor): Promise<void> {
    const id = new URLSearchParams(location.search).get(LINKED);
    if (id === null) return;
    if (nodeOf(editor, id) === undefined) {
        showToast({ tone: "warn", text: t("editor.toast.link_gone", { node: id }) });
        return;
    }
    editor.document.select({ nodes: [id], edges: [] });
    editor.ui.setState({ focused: id });
    if (await isDrawn(editor)) fit(editor, [id]);
}

/** The canvas says on one of its first frames that it can be moved. */
async function isDrawn(editor: Editor): Promise<boolean> {
    for (let frame = 0; frame < 120 && editor.flow.current === null; frame++) {
        await new Promise(requestAnimationFrame);
    }
    return editor.flow.current !== null;
}
