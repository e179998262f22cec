import { t } from "../../messages/pages.ts";

export const NAME_MAX = 100;
export const DESCRIPTION_MAX = 2000;
export const TAGS_MAX = 20;
const TAG_MAX = 40;

export interface DetailsValues {
    readonly name: string;
    readonly description: string;
    /** As typed: separated by commas. */
    readonly tags: string;
}

export type DetailsErrors = { -readonly [F in keyof DetailsValues]?: string };

const lengthOf = (text: string) => [...text].length;

/** The contract's limits, said where one types. */
export function checkDetails(values: DetailsValues): DetailsErrors {
    const errors: DetailsErrors = {};
    const name = values.name.trim();
    if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(name)) errors.name = t("library.check.name.empty");
    else if (lengthOf(name) > NAME_MAX) {
        errors.name = t("library.check.name.long", { max: NAME_MAX });
    }
    if (lengthOf(values.description) > DESCRIPTION_MAX) {
        errors.description = t("library.check.description.long", { max: DESCRIPTION_MAX });
    }
    const tags = tagsOf(values.tags);
    const long = tags.find((tag) => lengthOf(tag) > TAG_MAX);
    if (tags.length > TAGS_MAX) errors.tags = t("library.check.tags.many", { max: TAGS_MAX });
    else if (long !== undefined) {
        errors.tags = t("library.check.tags.long", { tag: long, max: TAG_MAX });
    }
    return errors;
}

export function tagsOf(text: string): string[] {
    const tags = text.split(",").map((tag) => tag.trim());
    return [...new Set(tags.filter((tag) => tag !== ""))];
}

/** "Copy of …", within the limit of a name. */
export function copyName(name: string): string {
    return [...t("library.copy.name", { name })].slice(0, NAME_MAX).join("");
}
