import type { ReactNode } from "react";
import { Field } from "../../components/common/Field.tsx";
import { PasswordInput } from "../../components/common/PasswordInput.tsx";
import { TextInput } from "../../components/common/TextInput.tsx";
import { focusOnMount } from "../../lib/focus.ts";
import { t } from "../../messages/pages.ts";
import type { AuthForm } from "./use-auth-form.ts";

export interface EmailAndPasswordProps {
    readonly form: AuthForm;
    readonly passwordHelp?: ReactNode;
    /** `new-password` lets password managers propose one. */
    readonly isNew?: boolean;
    readonly focused?: "email" | "password";
}

export function EmailAndPassword(props: EmailAndPasswordProps) {
    const { form, passwordHelp, isNew = false, focused } = props;
    return (
        <>
            <Field label={t("auth.field.email")} error={form.errors.email}>
                <TextInput
                    size="lg"
                    type="email"
                    name="email"
                    autoComplete={isNew ? "email" : "username"}
                    inputMode="email"
                    spellCheck={false}
                    maxLength={320}
                    ref={focused === "email" ? focusOnMount : undefined}
                    value={form.values.email}
                    onChange={(event) => form.change("email", event.target.value)}
                />
            </Field>
            <Field
                label={t("auth.field.password")}
                error={form.errors.password}
                help={passwordHelp}
            >
                <PasswordInput
                    size="lg"
                    name="password"
                    autoComplete={isNew ? "new-password" : "current-password"}
                    maxLength={1024}
                    ref={focused === "password" ? focusOnMount : undefined}
                    value={form.values.password}
                    onChange={(event) => form.change("password", event.target.value)}
                />
            </Field>
        </>
    );
}
