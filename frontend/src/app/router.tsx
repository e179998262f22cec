import { createBrowserRouter, Navigate } from "react-router";
import { LoginPage } from "../features/auth/LoginPage.tsx";
import { RegisterPage } from "../features/auth/RegisterPage.tsx";
import { SessionExpiredDialog } from "../features/auth/SessionExpiredDialog.tsx";
import { ExecutionsPage } from "../features/executions/ExecutionsPage.tsx";
import { AppShell } from "../features/shell/AppShell.tsx";
import { NotFoundPage } from "../features/shell/NotFoundPage.tsx";
import { LibraryPage } from "../features/workflows/LibraryPage.tsx";
import { PageCrash } from "./PageCrash.tsx";
import { RequireSession } from "./RequireSession.tsx";

// The canvas and everything that draws a graph come only when they are asked for.
const builder = async () => {
    const { BuilderPage } = await import("../editor/BuilderPage.tsx");
    return { Component: BuilderPage };
};

const execution = async () => {
    const { ExecutionPage } = await import("../editor/execution/ExecutionPage.tsx");
    return { Component: ExecutionPage };
};

export const router = createBrowserRouter([
    {
        errorElement: <PageCrash />,
        children: [
            { path: "/login", element: <LoginPage /> },
            { path: "/register", element: <RegisterPage /> },
            {
                element: <RequireSession expired={<SessionExpiredDialog />} />,
                hydrateFallbackElement: <></>,
                children: [
                    { path: "/", element: <Navigate to="/workflows" replace /> },
                    {
                        element: <AppShell />,
                        children: [
                            {
                                errorElement: <PageCrash />,
                                children: [
                                    { path: "/workflows", element: <LibraryPage /> },
                                    { path: "/workflows/new", element: <LibraryPage isNew /> },
                                    { path: "/executions", element: <ExecutionsPage /> },
                                    { path: "*", element: <NotFoundPage /> }
                                ]
                            }
                        ]
                    },
                    {
                        element: <AppShell isRail />,
                        children: [
                            {
                                path: "/executions/:id",
                                lazy: execution,
                                errorElement: <PageCrash />
                            }
                        ]
                    },
                    // The canvas takes the whole window: its header leads back.
                    { path: "/canvas", element: <Navigate to="/workflows/new" replace /> },
                    { path: "/canvas/:id", lazy: builder, errorElement: <PageCrash /> },
                    { path: "/workflows/:id", lazy: builder, errorElement: <PageCrash /> }
                ]
            }
        ]
    }
]);
