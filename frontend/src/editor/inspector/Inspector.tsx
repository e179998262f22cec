import { IconButton } from "../../components/common/IconButton.tsx";
import { t } from "../../messages/messages.ts";
import { CommandBar } from "../header/CommandBar.tsx";
import { graphOf, portOf } from "../document/graph.ts";
import { factsOf } from "../document/node-facts.ts";
import { useDocument, useEditor } from "../editor-context.ts";
import "./inspector.css";
import { NodePanel } from "./NodePanel.tsx";
import { WorkflowPanel } from "./WorkflowPanel.tsx";

/** Beside the canvas, never over its work: the chosen node, several, an edge, or the workflow. */
export function Inspector({ className }: { readonly className?: string }) {
    const selection = useDocument((state) => state.selection);
    const [only, more] = selection.nodes;
    const node = useDocument(({ content }) =>
        only === undefined || more !== undefined ? undefined : content.definition.nodes[only]
    );
    const [edge] = selection.edges;
    return (
        <aside
            aria-label={t("editor.inspector.region")}
            data-region="inspector"
            className={`flex min-h-0 w-94 flex-none flex-col border-l border-line bg-surface ${className ?? ""}`}
        >
            {node !== undefined ? (
                <NodePanel node={node} />
            ) : selection.nodes.length > 1 ? (
                <ManyPanel count={selection.nodes.length} />
            ) : edge !== undefined ? (
                <EdgePanel id={edge} />
            ) : (
                <WorkflowPanel />
            )}
        </aside>
    );
}

function PanelHead({ title }: { readonly title: string }) {
    const editor = useEditor();
    return (
        <header className="flex items-center gap-2 border-b border-line py-3 pr-3 pl-4">
            <h2 className="flex-1 truncate text-head">{title}</h2>
            <IconButton
                icon="close"
                size="sm"
                label={t("editor.inspector.close")}
                onClick={() => editor.ui.setState({ isInspectorOpen: false })}
            />
        </header>
    );
}

function ManyPanel({ count }: { readonly count: number }) {
    return (
        <>
            <PanelHead title={t("editor.many.title", { count })} />
            <div className="flex flex-col gap-3 p-4">
                <p className="text-small text-fg-2">{t("editor.many.text")}</p>
                <CommandBar names={["copy", "duplicate", "disable", "tidy", "delete"]} />
            </div>
        </>
    );
}

function EdgePanel({ id }: { readonly id: string }) {
    const { catalogue } = useEditor();
    const definition = useDocument((state) => state.content.definition);
    const edge = graphOf(definition).edge(id);
    if (edge === undefined) return <WorkflowPanel />;
    const label = (node: string) => {
        const found = definition.nodes[node];
        return found === undefined ? node : factsOf(found, catalogue).label;
    };
    return (
        <>
            <PanelHead title={t("editor.edge.title")} />
            <div className="flex flex-col gap-3 p-4">
                <p className="text-small">
                    {t("editor.edge.name", {
                        source: label(edge.source),
                        target: label(edge.target)
                    })}
                    ,{" "}
                    <span className="text-fg-2">
                        {t("editor.edge.port", { port: portOf(edge) })}
                    </span>
                </p>
                <CommandBar names={["delete"]} />
            </div>
        </>
    );
}
