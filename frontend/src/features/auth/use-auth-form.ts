import { useRef, useState } from "react";
import type { SubmitEvent } from "react";
import { asApiError } from "../../api/api-error.ts";
import type { ApiError } from "../../api/api-error.ts";
import { t } from "../../messages/pages.ts";
import { beginSession } from "../../stores/session.ts";
import type { Credentials } from "../../stores/session.ts";
import type { AuthErrors, AuthField, AuthValues } from "./check-credentials.ts";
import { useCountdown } from "./use-countdown.ts";

export interface AuthFormOptions {
    readonly check: (values: AuthValues) => AuthErrors;
    readonly send: (values: AuthValues) => Promise<Credentials>;
    readonly initialEmail?: string;
    readonly onSignedIn?: (credentials: Credentials) => void;
}

/** Signing in and registering: check, send once, put each refusal where it belongs. */
export function useAuthForm(options: AuthFormOptions) {
    const email = options.initialEmail ?? "";
    const [values, setValues] = useState<AuthValues>({ name: "", email, password: "" });
    const [errors, setErrors] = useState<AuthErrors>({});
    const [failure, setFailure] = useState<ApiError | null>(null);
    const [isSending, setSending] = useState(false);
    const [waitSeconds, startWaiting] = useCountdown();
    // State arrives with the next paint; a second click may be faster.
    const inFlight = useRef(false);

    function change(field: AuthField, value: string) {
        setValues((current) => ({ ...current, [field]: value }));
        setErrors(({ [field]: _gone, ...rest }) => rest);
    }

    async function submit(given: AuthValues): Promise<AuthErrors> {
        if (inFlight.current || waitSeconds > 0) return {};
        setFailure(null);
        let found = options.check(given);
        if (Object.keys(found).length === 0) {
            inFlight.current = true;
            setSending(true);
            found = await send(given);
            inFlight.current = false;
            setSending(false);
        }
        setErrors(found);
        return found;
    }

    async function send(given: AuthValues): Promise<AuthErrors> {
        try {
            const credentials = await options.send({ ...given, email: given.email.trim() });
            beginSession(credentials);
            options.onSignedIn?.(credentials);
            return {};
        } catch (error) {
            const refused = asApiError(error);
            const byField = fieldsOf(refused);
            if (Object.keys(byField).length === 0) setFailure(refused);
            if (refused.status === 429) startWaiting(refused.retryAfterSeconds ?? 0);
            return byField;
        }
    }

    function fill(given: AuthValues) {
        setValues(given);
        void submit(given);
    }

    function onSubmit(event: SubmitEvent<HTMLFormElement>) {
        event.preventDefault();
        const form = event.currentTarget;
        void submit(values).then((found) => focusFirst(form, found));
    }

    return { values, errors, failure, isSending, waitSeconds, change, fill, onSubmit };
}

export type AuthForm = ReturnType<typeof useAuthForm>;

const FIELDS: readonly AuthField[] = ["name", "email", "password"];

function fieldsOf(error: ApiError): AuthErrors {
    if (error.code === "EMAIL_TAKEN") return { email: t("auth.register.taken") };
    const named = FIELDS.filter((field) => error.fieldError(field) !== undefined);
    return Object.fromEntries(named.map((field) => [field, error.fieldError(field)]));
}

function focusFirst(form: HTMLFormElement, errors: AuthErrors): void {
    const first = FIELDS.find((field) => errors[field] !== undefined);
    if (first === undefined) return;
    form.querySelector<HTMLElement>(`input[name="${first}"]`)?.focus();
}
