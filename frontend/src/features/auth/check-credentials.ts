import { emailSchema, PASSWORD } from "@flowmaestro/shared/contract/routes/auth.ts";
import { t } from "../../messages/pages.ts";

export type AuthField = "name" | "email" | "password";
export type AuthErrors = { readonly [F in AuthField]?: string };

export interface AuthValues {
    readonly name: string;
    readonly email: string;
    readonly password: string;
}

/** What can be said without asking the server. Signing in is lenient: the server decides. */
export function checkLogin(values: AuthValues): AuthErrors {
    return dropEmpty({
        email: checkEmail(values.email),
        password: values.password === "" ? t("auth.check.password.empty") : undefined
    });
}

export function checkRegistration(values: AuthValues): AuthErrors {
    return dropEmpty({
        name: values.name.trim() === "" ? t("auth.check.name") : undefined,
        email: checkEmail(values.email),
        password: checkNewPassword(values.password)
    });
}

function checkEmail(email: string): string | undefined {
    if (email.trim() === "") return t("auth.check.email.empty");
    return emailSchema.safeParse(email.trim()).success ? undefined : t("auth.check.email.form");
}

function checkNewPassword(password: string): string | undefined {
    if (password === "") return t("auth.check.password.empty");
    if (password.length < PASSWORD.min)
        return t("auth.check.password.short", { min: PASSWORD.min });
    if (password.length > PASSWORD.max) return t("auth.check.password.long", { max: PASSWORD.max });
    return undefined;
}

function dropEmpty(errors: { readonly [F in AuthField]?: string | undefined }): AuthErrors {
    return Object.fromEntries(
        Object.entries(errors).filter(([, message]) => message !== undefined)
    );
}
