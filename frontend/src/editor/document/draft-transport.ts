import { call } from "../../api/client.ts";
import { plainJson } from "../plain-json.ts";
import type { SaveTransport } from "./autosave.ts";

/** The draft's place on the server: `PUT /workflows/:id/draft`, each write on top of a known revision. */
export function draftTransport(id: string): SaveTransport {
    return {
        save: async ({ content, revision, keepalive }) => {
            const saved = await call(
                "saveDraft",
                {
                    params: { id },
                    body: {
                        definition: plainJson(content.definition),
                        name: content.name,
                        description: content.description
                    }
                },
                { headers: { "if-match": `"rev-${revision}"` }, keepalive }
            );
            return {
                revision: saved.revision,
                at: Date.parse(saved.updated_at),
                hasChanges: saved.has_draft_changes
            };
        },
        load: async () => {
            const workflow = await call("getWorkflow", { params: { id } });
            const { name, description, definition, revision, updated_by } = workflow;
            return {
                content: { name, description, definition },
                revision,
                by: updated_by?.name ?? null
            };
        }
    };
}
