import { call } from "../../api/client.ts";
import { Button } from "../../components/common/Button.tsx";
import { Dialog } from "../../components/common/Dialog.tsx";
import { t } from "../../messages/pages.ts";
import { endSession, sessionStore } from "../../stores/session.ts";
import { AuthFailure } from "./AuthFailure.tsx";
import { checkLogin } from "./check-credentials.ts";
import { EmailAndPassword } from "./EmailAndPassword.tsx";
import { useAuthForm } from "./use-auth-form.ts";

/** Over the page one was on, so that nothing typed there is lost. Closing it means signing out. */
export function SessionExpiredDialog() {
    const before = sessionStore.getState().user;
    const form = useAuthForm({
        check: checkLogin,
        send: ({ email, password }) => call("login", { body: { email, password } }),
        initialEmail: before?.email,
        onSignedIn: ({ user }) => {
            // Somebody else: the page behind shows another person's data.
            if (user.id !== before?.id) location.assign("/workflows");
        }
    });
    return (
        <Dialog
            open
            onOpenChange={() => endSession()}
            title={t("auth.expired.title")}
            description={t("auth.expired.text")}
            // The password field takes the focus; Radix would give it to the close button.
            onOpenAutoFocus={(event) => event.preventDefault()}
        >
            <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-5">
                <EmailAndPassword form={form} focused="password" />
                <AuthFailure form={form} />
                <Button
                    type="submit"
                    variant="primary"
                    size="lg"
                    loading={form.isSending}
                    disabled={form.waitSeconds > 0}
                >
                    {t("auth.login.submit")}
                </Button>
            </form>
        </Dialog>
    );
}
