import { useLayoutEffect, useRef } from "react";
import type { WorkflowNode } from "@flowmaestro/shared/workflow/document.ts";
import { Tabs } from "../../components/common/Tabs.tsx";
import { TextArea } from "../../components/common/TextArea.tsx";
import { Field } from "../../components/common/Field.tsx";
import { t } from "../../messages/messages.ts";
import { editNotes } from "../actions/properties.ts";
import { factsOf } from "../document/node-facts.ts";
import { useEditor, useUi } from "../editor-context.ts";
import type { InspectorTab } from "../ui-store.ts";
import { ConfigTab } from "./ConfigTab.tsx";
import { Frozen } from "./Frozen.tsx";
import { LastOutput } from "./LastOutput.tsx";
import { NodeHeader } from "./NodeHeader.tsx";
import { FieldNodeContext } from "./use-reference-values.ts";
import { ReliabilityTab } from "./ReliabilityTab.tsx";

function isTab(value: string): value is InspectorTab {
    return value === "config" || value === "reliability" || value === "notes";
}

/** All there is to say to one node. Everything takes effect at once and can be undone. */
export function NodePanel({ node }: { readonly node: WorkflowNode }) {
    const editor = useEditor();
    const tab = useUi((ui) => ui.inspectorTab);
    const facts = factsOf(node, editor.catalogue);
    const panel = useRef<HTMLDivElement>(null);
    useFieldRequest(node.id, panel);

    return (
        <FieldNodeContext value={node.id}>
            <div ref={panel} className="flex min-h-0 flex-1 flex-col">
                <NodeHeader node={node} facts={facts} />
                <Tabs
                    // Another node, another form: nothing half typed moves over.
                    key={node.id}
                    label={t("editor.inspector.tabs")}
                    value={facts.isAnnotation ? "config" : tab}
                    onChange={(value) => {
                        if (isTab(value)) editor.ui.setState({ inspectorTab: value });
                    }}
                    className="flex-1"
                    panelClassName="flex-1 overflow-y-auto p-4"
                    items={[
                        {
                            value: "config",
                            label: t("editor.inspector.config"),
                            content: (
                                <Frozen>
                                    <ConfigTab node={node} />
                                </Frozen>
                            )
                        },
                        ...(facts.isAnnotation
                            ? []
                            : [
                                  {
                                      value: "reliability",
                                      label: t("editor.inspector.reliability"),
                                      content: (
                                          <Frozen>
                                              <ReliabilityTab node={node} />
                                          </Frozen>
                                      )
                                  },
                                  {
                                      value: "notes",
                                      label: t("editor.inspector.notes"),
                                      content: (
                                          <Frozen>
                                              <NotesTab node={node} />
                                          </Frozen>
                                      )
                                  }
                              ])
                    ]}
                />
                {!facts.isAnnotation && <LastOutput node={node.id} />}
            </div>
        </FieldNodeContext>
    );
}

function NotesTab({ node }: { readonly node: WorkflowNode }) {
    const editor = useEditor();
    return (
        <Field label={t("editor.inspector.notes")} help={t("editor.inspector.notes.help")}>
            <TextArea
                rows={6}
                value={node.notes ?? ""}
                maxLength={10_000}
                placeholder={t("editor.inspector.notes.placeholder")}
                onChange={(event) => editNotes(editor, node.id, event.currentTarget.value)}
            />
        </Field>
    );
}

/** A problem, or Enter on a card, asks for the cursor to be in a field. */
function useFieldRequest(node: string, panel: React.RefObject<HTMLDivElement | null>): void {
    const request = useUi((ui) => (ui.field?.node === node ? ui.field : null));
    // At once: what is typed right after Enter belongs into the field already.
    useLayoutEffect(() => {
        if (request === null) return;
        const target = findField(panel.current, request.path);
        target?.focus();
        target?.scrollIntoView({ block: "nearest" });
    }, [request, panel]);
}

const CONTROLS = "textarea, input, [role=combobox], [role=switch], [role=checkbox], button";

function findField(panel: HTMLElement | null, path: string): HTMLElement | null {
    if (panel === null) return null;
    const body = panel.querySelector<HTMLElement>("[role=tabpanel]");
    if (path === "") return body?.querySelector<HTMLElement>(CONTROLS) ?? body;
    const exact = panel.querySelector<HTMLElement>(`[data-path="${CSS.escape(path)}"]`);
    if (exact !== null) return exact;
    // The nearest place around it: a rule's side lies in its condition.
    const frames = [...panel.querySelectorAll<HTMLElement>("[data-field]")];
    const holding = frames
        .filter((frame) => path.startsWith(frame.dataset["field"] ?? "\u0000"))
        .sort((a, b) => (b.dataset["field"]?.length ?? 0) - (a.dataset["field"]?.length ?? 0));
    return (holding[0] ?? body)?.querySelector<HTMLElement>(CONTROLS) ?? null;
}
