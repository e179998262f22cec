import { asApiError } from "../../api/api-error.ts";
import { ErrorState } from "../common/ErrorState.tsx";

export interface ApiErrorStateProps {
    readonly title: string;
    readonly error: unknown;
    readonly onRetry?: () => void;
    readonly retrying?: boolean;
}

/** A failed call as the house shows it: what, why, how to fix it, the id to ask about. */
export function ApiErrorState({ title, error, onRetry, retrying }: ApiErrorStateProps) {
    const failure = asApiError(error);
    return (
        <ErrorState
            title={title}
            why={failure.message}
            fix={failure.solution}
            requestId={failure.requestId}
            onRetry={onRetry}
            retrying={retrying}
        />
    );
}
