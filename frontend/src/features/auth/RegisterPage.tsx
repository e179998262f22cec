import { PASSWORD } from "@flowmaestro/shared/contract/routes/auth.ts";
import { Link, useLocation } from "react-router";
import { call } from "../../api/client.ts";
import { Button } from "../../components/common/Button.tsx";
import { Field } from "../../components/common/Field.tsx";
import { TextInput } from "../../components/common/TextInput.tsx";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { focusOnMount } from "../../lib/focus.ts";
import { t } from "../../messages/pages.ts";
import { AuthFailure } from "./AuthFailure.tsx";
import { AuthLayout } from "./AuthLayout.tsx";
import { checkRegistration } from "./check-credentials.ts";
import { EmailAndPassword } from "./EmailAndPassword.tsx";
import { useAuthForm } from "./use-auth-form.ts";

export function RegisterPage() {
    const { search } = useLocation();
    usePageTitle(t("auth.register.page"));
    const form = useAuthForm({
        check: checkRegistration,
        send: ({ name, email, password }) =>
            call("register", { body: { name: name.trim(), email, password } })
    });
    const { length } = form.values.password;

    return (
        <AuthLayout
            title={t("auth.register.title")}
            welcome={t("auth.register.welcome")}
            footer={
                <>
                    {t("auth.register.have_account")}{" "}
                    <Link to={`/login${search}`} className="text-link">
                        {t("auth.register.login")}
                    </Link>
                </>
            }
        >
            <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-5">
                <Field label={t("auth.field.name")} error={form.errors.name}>
                    <TextInput
                        size="lg"
                        name="name"
                        autoComplete="name"
                        ref={focusOnMount}
                        maxLength={100}
                        value={form.values.name}
                        onChange={(event) => form.change("name", event.target.value)}
                    />
                </Field>
                <EmailAndPassword
                    form={form}
                    isNew
                    passwordHelp={
                        length > 0 && length < PASSWORD.min
                            ? t("auth.password.length", { length, min: PASSWORD.min })
                            : t("auth.password.rule", { min: PASSWORD.min })
                    }
                />
                <AuthFailure form={form} />
                <Button
                    type="submit"
                    variant="primary"
                    size="lg"
                    loading={form.isSending}
                    disabled={form.waitSeconds > 0}
                >
                    {t("auth.register.submit")}
                </Button>
            </form>
        </AuthLayout>
    );
}
