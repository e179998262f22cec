import { lazy } from "react";
import { BrowserRouter, Navigate, Outlet, Route, Routes } from "react-router";
import { AppShell } from "../features/shell/AppShell.tsx";
import { NotFoundPage } from "../features/shell/NotFoundPage.tsx";
import { LibraryPage } from "../features/workflows/LibraryPage.tsx";
import { PageBoundary } from "./PageBoundary.tsx";
import { RequireSession } from "./RequireSession.tsx";

// Everything but the library comes when it is asked for: the canvas above all.
const LoginPage = lazy(async () => {
    const { LoginPage: page } = await import("../features/auth/LoginPage.tsx");
    return { default: page };
});
const RegisterPage = lazy(async () => {
    const { RegisterPage: page } = await import("../features/auth/RegisterPage.tsx");
    return { default: page };
});
const SessionExpiredDialog = lazy(async () => {
    const { SessionExpiredDialog: dialog } =
        await import("../features/auth/SessionExpiredDialog.tsx");
    return { default: dialog };
});
const ExecutionsPage = lazy(async () => {
    const { ExecutionsPage: page } = await import("../features/executions/ExecutionsPage.tsx");
    return { default: page };
});
const BuilderPage = lazy(async () => {
    const { BuilderPage: page } = await import("../editor/BuilderPage.tsx");
    return { default: page };
});
const ExecutionPage = lazy(async () => {
    const { ExecutionPage: page } = await import("../editor/execution/ExecutionPage.tsx");
    return { default: page };
});

/** The map of the site: `ux.md` section 2, as far as it is built. */
export function Pages() {
    return (
        <BrowserRouter>
            <Routes>
                <Route element={<Bounded />}>
                    <Route path="/login" element={<LoginPage />} />
                    <Route path="/register" element={<RegisterPage />} />
                    <Route element={<RequireSession expired={<SessionExpiredDialog />} />}>
                        <Route path="/" element={<Navigate to="/workflows" replace />} />
                        <Route element={<AppShell />}>
                            <Route element={<Bounded />}>
                                <Route path="/workflows" element={<LibraryPage />} />
                                <Route path="/workflows/new" element={<LibraryPage isNew />} />
                                <Route path="/executions" element={<ExecutionsPage />} />
                                <Route path="*" element={<NotFoundPage />} />
                            </Route>
                        </Route>
                        <Route element={<AppShell isRail />}>
                            <Route element={<Bounded />}>
                                <Route path="/executions/:id" element={<ExecutionPage />} />
                            </Route>
                        </Route>
                        {/* The canvas takes the whole window: its header leads back. */}
                        <Route path="/canvas" element={<Navigate to="/workflows/new" replace />} />
                        <Route path="/canvas/:id" element={<BuilderPage />} />
                        <Route path="/workflows/:id" element={<BuilderPage />} />
                    </Route>
                </Route>
            </Routes>
        </BrowserRouter>
    );
}

function Bounded() {
    return (
        <PageBoundary>
            <Outlet />
        </PageBoundary>
    );
}
