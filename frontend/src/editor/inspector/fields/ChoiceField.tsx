import { SegmentedControl } from "../../../components/common/SegmentedControl.tsx";
import { Select } from "../../../components/common/Select.tsx";
import { FieldFrame } from "./FieldFrame.tsx";
import { problemsAt } from "./field-types.ts";
import type { WidgetProps } from "./field-types.ts";

/** So many letters stand side by side in the narrowest panel. */
const MOST_LETTERS = 34;
const MOST_SEGMENTS = 4;

/** One of a few words: side by side where they fit, else a list. What the chosen one means stands below. */
export function ChoiceField(props: WidgetProps) {
    const { node, field, path, problems } = props;
    const { choices = [] } = field;
    const fallback = typeof field.default === "string" ? field.default : null;
    const value = typeof props.value === "string" ? props.value : fallback;
    const chosen = choices.find((one) => one.value === value);
    const letters = choices.reduce((sum, { label }) => sum + label.length, 0);
    const isShort = choices.length <= MOST_SEGMENTS && letters <= MOST_LETTERS;
    const help = [chosen?.description, field.description].filter((one) => one !== undefined);
    const shown = { ...field, description: help.length === 0 ? undefined : help.join(" ") };
    const choose = (next: string) => props.onChange(next === fallback ? undefined : next);
    return (
        <FieldFrame node={node} field={shown} path={path} problems={problemsAt(problems, path)}>
            {isShort && value !== null ? (
                <SegmentedControl
                    fill
                    size="lg"
                    label={field.title}
                    value={value}
                    segments={choices}
                    onChange={choose}
                />
            ) : (
                <Select
                    value={value}
                    options={choices.map((choice) => ({
                        value: choice.value,
                        label: choice.label
                    }))}
                    onChange={choose}
                />
            )}
        </FieldFrame>
    );
}
