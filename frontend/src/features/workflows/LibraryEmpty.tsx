import { Button } from "../../components/common/Button.tsx";
import { EmptyState } from "../../components/common/EmptyState.tsx";
import { t } from "../../messages/pages.ts";
import { GraphMiniature } from "./GraphMiniature.tsx";
import type { Outline } from "./miniature.ts";

/** First use: what this is about, and the one thing to do. */
export function LibraryEmpty({ onNew }: { readonly onNew: () => void }) {
    return (
        <div className="mx-auto mt-[clamp(0px,6vh,56px)] max-w-240">
            <EmptyState
                size="page"
                icon="workflow"
                color="--primary"
                title={t("library.empty.title")}
                text={t("library.empty.text")}
                actions={
                    <Button variant="primary" icon="plus" onClick={onNew}>
                        {t("library.new")}
                    </Button>
                }
            />
            <ol className="grid gap-4 text-left sm:grid-cols-3">
                {STEPS.map((step) => (
                    <li
                        key={step.title}
                        className="overflow-hidden rounded-card border border-line bg-surface shadow-e1"
                    >
                        <div className="flex h-34 items-center justify-center border-b border-line dots bg-size-[14px_14px]">
                            <GraphMiniature outline={step.outline} />
                        </div>
                        <div className="px-4 pt-3.5 pb-4">
                            <h3 className="font-semibold">{step.title}</h3>
                            <p className="mt-0.5 text-small text-fg-2">{step.text}</p>
                        </div>
                    </li>
                ))}
            </ol>
        </div>
    );
}

const at = (id: string, type: string, place: { x: number; y: number }) => ({ id, type, ...place });
const first = [at("in", "input", { x: 0, y: 80 }), at("if", "conditional", { x: 272, y: 80 })];
const branches = [at("yes", "echo", { x: 544, y: 0 }), at("no", "echo", { x: 544, y: 160 })];
const end = at("out", "output", { x: 816, y: 80 });

const edge = (source: string, target: string) => ({ source, target });
const straight = [edge("in", "if")];
const split = [...straight, edge("if", "yes"), edge("if", "no")];

/** The same graph, growing: the three steps of one's first workflow. */
const STEPS: readonly { title: string; text: string; outline: Outline }[] = [
    {
        title: t("library.empty.step.draw"),
        text: t("library.empty.step.draw.text"),
        outline: { nodes: first, edges: straight }
    },
    {
        title: t("library.empty.step.run"),
        text: t("library.empty.step.run.text"),
        outline: { nodes: [...first, ...branches], edges: split }
    },
    {
        title: t("library.empty.step.see"),
        text: t("library.empty.step.see.text"),
        outline: {
            nodes: [...first, ...branches, end],
            edges: [...split, edge("yes", "out"), edge("no", "out")]
        }
    }
];
