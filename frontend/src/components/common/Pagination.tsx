import { IconButton } from "./IconButton.tsx";
import { useCommonTexts } from "./texts.tsx";

export interface PaginationProps {
    readonly label: string;
    /** Like "21 to 40 of 134". */
    readonly summary: string;
    readonly hasPrevious: boolean;
    readonly hasNext: boolean;
    readonly onPrevious: () => void;
    readonly onNext: () => void;
}

/** Works for pages and for cursors: it knows only that there is more. */
export function Pagination(props: PaginationProps) {
    const texts = useCommonTexts();
    return (
        <nav aria-label={props.label} className="flex items-center justify-end gap-2 py-3">
            <p aria-live="polite" className="mr-1 text-small text-fg-2 tabular">
                {props.summary}
            </p>
            <IconButton
                icon="chevron-left"
                variant="secondary"
                label={texts.previousPage}
                disabled={!props.hasPrevious}
                onClick={props.onPrevious}
            />
            <IconButton
                icon="chevron-right"
                variant="secondary"
                label={texts.nextPage}
                disabled={!props.hasNext}
                onClick={props.onNext}
            />
        </nav>
    );
}
