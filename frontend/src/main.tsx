import "./app/zod-setup.ts";
import "./styles/index.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { watchErrors } from "./api/logger.ts";
import { queryClient, watchSession } from "./api/query-client.ts";
import { restoreSession } from "./api/session.ts";
import { Pages } from "./app/Pages.tsx";
import { Providers } from "./app/Providers.tsx";

import { watchTheme } from "./stores/theme.ts";

watchErrors();
watchTheme();
watchSession();
void restoreSession();

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root.");

createRoot(root).render(
    <StrictMode>
        <Providers client={queryClient}>
            <Pages />
        </Providers>
    </StrictMode>
);
