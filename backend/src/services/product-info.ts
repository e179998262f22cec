import type { ResponseOf } from "@flowmaestro/shared/contract/route.ts";
import type { Routes } from "@flowmaestro/shared/contract/routes.ts";
import type { Deps } from "../deps.ts";
import { VERSION } from "../version.ts";
import { DEVELOPMENT_LOGIN } from "./development-login.ts";

/** What the sign-in page has to know. The login is known to everybody, and exists in development only. */
export function productInfo({ env, engine }: Deps): ResponseOf<Routes["getInfo"]> {
    const { email, password } = DEVELOPMENT_LOGIN;
    return {
        name: "FlowMaestro",
        version: VERSION,
        environment: env.environment,
        engine: engine.name,
        ...(env.environment === "development" ? { demo_login: { email, password } } : {})
    };
}
