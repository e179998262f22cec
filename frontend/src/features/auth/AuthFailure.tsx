import { FormError } from "../../components/domain/FormError.tsx";
import { Icon } from "../../components/common/Icon.tsx";
import { t } from "../../messages/pages.ts";
import type { AuthForm } from "./use-auth-form.ts";

/** Why the server refused. The countdown ticks for the eye only; it is announced once. */
export function AuthFailure({ form }: { readonly form: AuthForm }) {
    const { failure, waitSeconds } = form;
    if (failure === null) return null;
    if (failure.retryAfterSeconds !== undefined && failure.status === 429) {
        if (waitSeconds === 0) return null;
        const announced = Math.ceil(failure.retryAfterSeconds);
        return (
            <div className="flex gap-2 rounded-control bg-warn-fill px-3 py-2 text-small text-fg">
                <Icon name="timer" className="mt-px text-warn" />
                <span role="alert" className="sr-only">
                    {t("auth.login.throttled", { count: announced })}
                </span>
                <span aria-hidden="true" className="tabular">
                    {t("auth.login.throttled", { count: waitSeconds })}
                </span>
            </div>
        );
    }
    if (failure.code === "INVALID_CREDENTIALS")
        return <FormError message={t("auth.login.wrong")} />;
    return <FormError message={failure.message} solution={failure.solution} />;
}
