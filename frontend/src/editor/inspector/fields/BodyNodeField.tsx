import { Select } from "../../../components/common/Select.tsx";
import { t } from "../../../messages/messages.ts";
import { factsOf } from "../../document/node-facts.ts";
import { bodyOf } from "../../document/scope.ts";
import { useDocument, useEditor } from "../../editor-context.ts";
import { FieldFrame } from "./FieldFrame.tsx";
import { problemsAt } from "./field-types.ts";
import type { WidgetProps } from "./field-types.ts";

/** One of the nodes inside this container, or what its last nodes put out. */
export function BodyNodeField(props: WidgetProps) {
    const { node, field, path, problems } = props;
    const { catalogue } = useEditor();
    const nodes = useDocument((state) => state.content.definition.nodes);
    const value = typeof props.value === "string" ? props.value : "";
    const body = bodyOf(nodes, node).flatMap((one) => {
        const facts = factsOf(one, catalogue);
        return facts.isAnnotation ? [] : [{ value: one.id, label: facts.label }];
    });
    const isGone = value !== "" && !body.some((one) => one.value === value);
    return (
        <FieldFrame node={node} field={field} path={path} problems={problemsAt(problems, path)}>
            <Select
                value={value}
                options={[
                    { value: "", label: t("editor.body_node.last") },
                    ...body,
                    ...(isGone
                        ? [{ value, label: t("editor.body_node.gone", { node: value }) }]
                        : [])
                ]}
                onChange={(next) => props.onChange(next === "" ? undefined : next)}
            />
        </FieldFrame>
    );
}
