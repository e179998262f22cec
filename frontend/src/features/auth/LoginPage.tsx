import { Link, useLocation } from "react-router";
import { call } from "../../api/client.ts";
import { useServerInfo } from "../../api/queries/system.ts";
import { Button } from "../../components/common/Button.tsx";
import { Icon } from "../../components/common/Icon.tsx";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { t } from "../../messages/pages.ts";
import { AuthFailure } from "./AuthFailure.tsx";
import { AuthLayout } from "./AuthLayout.tsx";
import { checkLogin } from "./check-credentials.ts";
import { EmailAndPassword } from "./EmailAndPassword.tsx";
import { useAuthForm } from "./use-auth-form.ts";

export function LoginPage() {
    const { search } = useLocation();
    const demo = useServerInfo().data?.demo_login;
    usePageTitle(t("auth.login.page"));
    const form = useAuthForm({
        check: checkLogin,
        send: ({ email, password }) => call("login", { body: { email, password } })
    });

    return (
        <AuthLayout
            title={t("auth.login.title")}
            welcome={t("auth.login.welcome")}
            footer={
                <>
                    {t("auth.login.new_here")}{" "}
                    <Link to={`/register${search}`} className="text-link">
                        {t("auth.login.register")}
                    </Link>
                </>
            }
        >
            <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-5">
                <EmailAndPassword form={form} focused="email" />
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
            {demo !== undefined && (
                <div className="flex flex-wrap items-start gap-2.5 rounded-card bg-surface-2 p-3 text-small shadow-[inset_0_0_0_1px_var(--border)]">
                    <Icon name="info" className="mt-px text-primary" />
                    <div className="min-w-32 flex-1">
                        <p className="font-semibold">{t("auth.demo.title")}</p>
                        <p className="text-fg-2">{t("auth.demo.text")}</p>
                    </div>
                    <Button
                        size="sm"
                        className="self-center"
                        disabled={form.isSending}
                        onClick={() => form.fill({ name: "", ...demo })}
                    >
                        {t("auth.demo.use")}
                    </Button>
                </div>
            )}
        </AuthLayout>
    );
}
