import type { CommonTexts } from "../components/common/texts.tsx";
import { t } from "../messages/pages.ts";

export const commonTexts: CommonTexts = {
    close: t("common.close"),
    cancel: t("common.cancel"),
    required: t("common.required"),
    optional: t("common.optional"),
    showPassword: t("common.password.show"),
    hidePassword: t("common.password.hide"),
    retry: t("common.retry"),
    howToFix: t("common.how_to_fix"),
    copyRequestId: t("common.request_id.copy"),
    requestIdCopied: t("common.request_id.copied"),
    notifications: t("common.notifications"),
    previousPage: t("common.page.previous"),
    nextPage: t("common.page.next"),
    keyCount: (count) => t("common.json.keys", { count }),
    itemCount: (count) => t("common.json.items", { count }),
    showMore: (count) => t("common.json.more", { count })
};
