import { authRoutes } from "./routes/auth.ts";
import { controlRoutes } from "./routes/control.ts";
import { executionRoutes } from "./routes/executions.ts";
import { metaRoutes } from "./routes/meta.ts";
import { requestRoutes } from "./routes/requests.ts";
import { workflowRoutes } from "./routes/workflows.ts";

/** The REST API. Everything that serves, calls or documents it is derived from this record. */
export const routes = {
    ...metaRoutes,
    ...authRoutes,
    ...workflowRoutes,
    ...executionRoutes,
    ...controlRoutes,
    ...requestRoutes
};

export type Routes = typeof routes;
export type RouteName = keyof Routes;
