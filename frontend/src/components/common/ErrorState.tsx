import { useState } from "react";
import type { ReactNode } from "react";
import { Button } from "./Button.tsx";
import { useCommonTexts } from "./texts.tsx";
import { Tile } from "./Tile.tsx";

export interface ErrorStateProps {
    /** What did not work: "Executions did not load". */
    readonly title: string;
    readonly why: ReactNode;
    readonly fix?: ReactNode;
    readonly requestId?: string;
    readonly onRetry?: () => void;
    readonly retrying?: boolean;
    readonly actions?: ReactNode;
    /** It stands for the whole page: its title is the page's heading. */
    readonly isPage?: boolean;
}

/** What, why, how to fix, and a way onward. */
export function ErrorState(props: ErrorStateProps) {
    const texts = useCommonTexts();
    const Heading = props.isPage === true ? "h1" : "h2";
    return (
        <div role="alert" className="flex flex-col items-center gap-2 px-4 py-8 text-center">
            <Tile icon="alert-circle" color="--err" size={36} />
            <Heading className="text-body font-semibold">{props.title}</Heading>
            <p className="max-w-[56ch] text-small wrap-break-word text-fg-2">{props.why}</p>
            {props.fix !== undefined && (
                <p className="max-w-[56ch] text-small wrap-break-word text-fg-2">
                    <b className="font-semibold text-fg">{texts.howToFix}</b>
                    <br />
                    {props.fix}
                </p>
            )}
            <div className="mt-2 flex flex-wrap items-center justify-center gap-2">
                {props.onRetry !== undefined && (
                    <Button size="sm" icon="retry" loading={props.retrying} onClick={props.onRetry}>
                        {texts.retry}
                    </Button>
                )}
                {props.actions}
                {props.requestId !== undefined && <CopyId requestId={props.requestId} />}
            </div>
        </div>
    );
}

function CopyId({ requestId }: { readonly requestId: string }) {
    const texts = useCommonTexts();
    const [isCopied, setCopied] = useState(false);
    async function copy() {
        try {
            await navigator.clipboard.writeText(requestId);
            setCopied(true);
        } catch {
            // Without clipboard rights the id is still readable in the title.
            setCopied(false);
        }
    }
    return (
        <Button
            size="sm"
            variant="ghost"
            icon={isCopied ? "check" : "copy"}
            title={requestId}
            onClick={() => void copy()}
        >
            {isCopied ? texts.requestIdCopied : texts.copyRequestId}
        </Button>
    );
}
