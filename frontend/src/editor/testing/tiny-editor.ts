import { openBuilder } from "../create-editor.ts";
import type { Content } from "../document/content.ts";
import type { Editor } from "../editor-context.ts";
import { tinyCatalogue } from "./tiny-catalogue.ts";

/** An editor of a small workflow, without a page, a server or a browser's storage. */
export function tinyEditor(content: Content): Editor {
    const nobody = () => Promise.reject(new Error("There is no server in this test."));
    const { editor } = openBuilder({
        workflowId: "tiny",
        catalogue: tinyCatalogue,
        saved: { content, revision: 1 },
        publication: { version: 0, isLive: false, hasChanges: false },
        kept: null,
        journal: {
            read: () => Promise.resolve(null),
            write: () => Promise.resolve(),
            clear: () => Promise.resolve()
        },
        transport: { save: nobody, load: nobody },
        source: { summary: nobody, graph: nobody, events: nobody, follow: () => () => undefined },
        readOnly: false
    });
    return editor;
}
