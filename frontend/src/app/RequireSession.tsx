import type { ReactNode } from "react";
import { Navigate, Outlet, useLocation } from "react-router";
import { useSession } from "../stores/session.ts";
import { Waiting } from "./Waiting.tsx";

/** Pages behind it exist for people who signed in. An expired session keeps its page, with a dialog. */
export function RequireSession({ expired }: { readonly expired: ReactNode }) {
    const status = useSession((session) => session.status);
    const hasLeft = useSession((session) => session.hasLeft);
    const location = useLocation();
    if (status === "restoring") return <Waiting />;
    if (status === "signed_out") {
        const next = location.pathname + location.search;
        const query = next === "/" || hasLeft ? "" : `?next=${encodeURIComponent(next)}`;
        return <Navigate to={`/login${query}`} replace />;
    }
    return (
        <>
            <Outlet />
            {status === "expired" && expired}
        </>
    );
}
