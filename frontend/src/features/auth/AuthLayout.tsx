import type { ReactNode } from "react";
import { Navigate, useLocation } from "react-router";
import { Icon } from "../../components/common/Icon.tsx";
import { t } from "../../messages/pages.ts";
import { useSession } from "../../stores/session.ts";
import { AuthPicture } from "./AuthPicture.tsx";
import { nextPath } from "./next-path.ts";

export interface AuthLayoutProps {
    readonly title: string;
    readonly welcome: string;
    /** Leads to the other of the two pages. */
    readonly footer: ReactNode;
    readonly children: ReactNode;
}

/** The frame of the two pages before the sign-in; who is signed in goes on at once. */
export function AuthLayout({ title, welcome, footer, children }: AuthLayoutProps) {
    const status = useSession((session) => session.status);
    const { search } = useLocation();
    if (status === "restoring") return null;
    if (status === "signed_in") return <Navigate to={nextPath(search)} replace />;
    return (
        <div className="grid min-h-full md:h-full md:grid-cols-[minmax(400px,560px)_1fr]">
            <main className="flex min-h-dvh flex-col justify-between gap-10 overflow-y-auto bg-surface px-6 py-8 md:min-h-0 md:border-r md:border-line md:px-[clamp(24px,6vw,88px)] md:py-10">
                <div className="mx-auto flex w-full max-w-96 items-center gap-3">
                    <span className="inline-flex size-10 items-center justify-center rounded-[11px] bg-primary-solid text-primary-fg">
                        <Icon name="logo" size={24} />
                    </span>
                    <span className="text-[1.0625rem] leading-6 font-semibold tracking-[-.015em]">
                        {t("common.product")}
                    </span>
                </div>
                <div className="mx-auto flex w-full max-w-96 flex-col gap-5">
                    <div>
                        <h1 className="text-display">{title}</h1>
                        <p className="mt-1 text-fg-2">{welcome}</p>
                    </div>
                    {children}
                </div>
                <p className="mx-auto w-full max-w-96 text-small text-fg-3">{footer}</p>
            </main>
            <AuthPicture />
        </div>
    );
}
