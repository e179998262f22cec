import { useCallback, useState } from "react";
import { SegmentedControl } from "../../components/common/SegmentedControl.tsx";
import { Tile } from "../../components/common/Tile.tsx";
import { t } from "../../messages/messages.ts";
import { connect } from "../actions/nodes.ts";
import { focusCanvas, focusNode } from "../actions/focus.ts";
import { besideNode } from "../actions/open.ts";
import { refusalOf } from "../document/connection.ts";
import { graphOf } from "../document/graph.ts";
import { factsOf } from "../document/node-facts.ts";
import { useDocument, useEditor, useUi } from "../editor-context.ts";
import { colorOf, iconOf } from "./category-look.ts";
import { FloatingPanel } from "./FloatingPanel.tsx";
import { PickList } from "./PickList.tsx";

/** Connecting without a pointer: from which port, then to which node. */
export function ConnectDialog() {
    const from = useUi((ui) => ui.connecting);
    if (from === null) return null;
    return <OpenConnector key={from.node} from={from} />;
}

function OpenConnector(props: { readonly from: { readonly node: string; readonly port: string } }) {
    const editor = useEditor();
    const definition = useDocument((state) => state.content.definition);
    const [query, setQuery] = useState("");
    const [port, setPort] = useState(props.from.port);
    const { node } = props.from;
    const source = definition.nodes[node];
    const close = useCallback(() => editor.ui.setState({ connecting: null }), [editor]);
    if (source === undefined) return null;

    const facts = factsOf(source, editor.catalogue);
    const ports = facts.errorPort === null ? facts.ports : [...facts.ports, facts.errorPort];
    const wanted = query.trim().toLowerCase();
    const targets = graphOf(definition)
        .order.filter(
            (id) =>
                refusalOf(definition, editor.catalogue, { source: node, port, target: id }) === null
        )
        .flatMap((id) => {
            const target = definition.nodes[id];
            return target === undefined ? [] : [{ id, facts: factsOf(target, editor.catalogue) }];
        })
        .filter((one) => one.facts.label.toLowerCase().includes(wanted));

    function pick(target: string) {
        connect(editor, { source: node, port, target });
        close();
        focusNode(editor, node);
    }

    return (
        <FloatingPanel
            at={besideNode(editor, node)}
            width={304}
            height={360}
            label={t("editor.connect.title", { node: facts.label })}
            onClose={close}
        >
            <div className="flex flex-col gap-2 px-3 pt-3 pb-1">
                <p className="text-small font-medium">
                    {t("editor.connect.title", { node: facts.label })}
                </p>
                {ports.length > 1 && (
                    <SegmentedControl
                        fill
                        label={t("editor.connect.port")}
                        value={port}
                        onChange={setPort}
                        segments={ports.map((one) => ({
                            value: one.id,
                            label: one.label === "" ? one.id : one.label
                        }))}
                    />
                )}
            </div>
            <PickList
                label={t("editor.connect.target")}
                placeholder={t("editor.connect.target")}
                query={query}
                onQuery={setQuery}
                onPick={pick}
                onClose={() => {
                    close();
                    focusCanvas(editor);
                }}
                empty={t("editor.connect.none")}
                items={targets.map((target) => ({
                    key: target.id,
                    name: target.facts.label,
                    content: (
                        <>
                            <Tile
                                icon={iconOf(target.facts.type)}
                                color={colorOf(target.facts.type)}
                                size={20}
                            />
                            <span className="min-w-0 flex-1 truncate">{target.facts.label}</span>
                            <span className="text-micro text-fg-3">{target.facts.typeName}</span>
                        </>
                    )
                }))}
            />
        </FloatingPanel>
    );
}
