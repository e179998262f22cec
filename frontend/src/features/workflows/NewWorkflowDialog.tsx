import { useState } from "react";
import { useNavigate } from "react-router";
import { useCreateWorkflow } from "../../api/queries/workflows.ts";
import { t } from "../../messages/pages.ts";
import { DetailsDialog } from "./DetailsDialog.tsx";
import type { DetailsValues } from "./details.ts";

const EMPTY: DetailsValues = { name: "", description: "", tags: "" };

/** Creates an empty workflow and opens it on the canvas. */
export function NewWorkflowDialog({ onClose }: { readonly onClose: () => void }) {
    const create = useCreateWorkflow();
    const navigate = useNavigate();
    // One key for the dialog: a second try after a lost answer does not create a second workflow.
    const [idempotencyKey, setKey] = useState(() => crypto.randomUUID());

    async function submit(values: DetailsValues) {
        const body = {
            name: values.name,
            description: values.description === "" ? undefined : values.description,
            definition: { nodes: {}, edges: [] }
        };
        try {
            const created = await create.mutateAsync({ body, idempotencyKey });
            await navigate(`/workflows/${created.id}`);
        } catch (error) {
            // A refused request may be changed, and then it is another one.
            setKey(crypto.randomUUID());
            throw error;
        }
    }

    return (
        <DetailsDialog
            title={t("library.create.title")}
            description={t("library.create.text")}
            submitText={t("library.create.submit")}
            initial={EMPTY}
            onClose={onClose}
            onSubmit={submit}
        />
    );
}
