import { z } from "zod";
import { Switch } from "../../../components/common/Switch.tsx";
import { FormFields } from "./FormFields.tsx";
import type { WidgetProps } from "./field-types.ts";

const record = z.record(z.string(), z.unknown());

/** An object of fields: off, it is not there at all. */
export function GroupField(props: WidgetProps) {
    const { field, path } = props;
    const parsed = record.safeParse(props.value);
    const own = parsed.success ? parsed.data : null;
    return (
        <div className="flex flex-col gap-3" data-field={path}>
            <div className="flex flex-col gap-1">
                <Switch
                    label={field.title}
                    checked={own !== null}
                    onChange={(isOn) => props.onChange(isOn ? {} : undefined)}
                />
                {field.description !== undefined && (
                    <p className="text-micro text-fg-3">{field.description}</p>
                )}
            </div>
            {own !== null && field.fields !== undefined && (
                <div className="flex flex-col gap-4 border-l-2 border-line pl-3">
                    <FormFields
                        node={props.node}
                        fields={field.fields}
                        path={path}
                        value={own}
                        problems={props.problems}
                        onChange={(name, value, how) => {
                            const next = Object.entries({ ...own, [name]: value });
                            const kept = next.filter(([, one]) => one !== undefined);
                            props.onChange(Object.fromEntries(kept), how);
                        }}
                    />
                </div>
            )}
        </div>
    );
}
