import { t } from "../messages/pages.ts";

export interface PublicationFacts {
    readonly version: number;
    /** That version can be executed; the first one of a new workflow is empty. */
    readonly is_live: boolean;
    readonly has_draft_changes: boolean;
}

/** What is live, or what the draft is ahead of: the same words in the library and on the canvas. */
export function publicationWords(facts: PublicationFacts): string {
    const { version, is_live } = facts;
    if (!isDraft(facts)) return t("common.publication.live", { version });
    if (is_live) return t("common.publication.draft_since", { version });
    return version > 1
        ? t("common.publication.draft_broken", { version })
        : t("common.publication.draft");
}

/** What one sees is not what runs. */
export function isDraft({ is_live, has_draft_changes }: PublicationFacts): boolean {
    return has_draft_changes || !is_live;
}
