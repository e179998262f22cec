import { Spinner } from "../components/common/Spinner.tsx";
import { usePatientFlag } from "../components/common/use-patient-flag.ts";
import { t } from "../messages/pages.ts";

/** Where a page will stand: nothing at first, a sign of life when it takes long. */
export function Waiting() {
    const isLong = usePatientFlag(true);
    return (
        <div role="status" className="grid h-full min-h-40 place-items-center text-fg-3">
            {isLong && <Spinner size={20} label={t("common.loading")} />}
        </div>
    );
}
