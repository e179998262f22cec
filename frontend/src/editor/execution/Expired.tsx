import { Icon } from "../../components/common/Icon.tsx";
import { t } from "../../messages/messages.ts";

/** Said only where the server said it: values go after their time, what happened stays. */
export function Expired() {
    return (
        <div className="mt-2.5 flex gap-2 rounded-[8px] bg-idle-fill px-3 py-2.5 text-small">
            <Icon name="history" className="mt-px text-fg-3" />
            <div className="min-w-0">
                <p className="font-medium">{t("execution.expired.title")}</p>
                <p className="text-fg-2">{t("execution.expired.text")}</p>
            </div>
        </div>
    );
}
