import { t } from "../messages/pages.ts";

interface PublicationFacts {
    readonly version: number;
    readonly has_draft_changes: boolean;
}

/** What is live, or what the draft is ahead of: the same words in the library and on the canvas. */
export function publicationWords({ version, has_draft_changes }: PublicationFacts): string {
    return t(has_draft_changes ? "common.publication.draft_since" : "common.publication.live", {
        version
    });
}
