import type { Handlers } from "./handler.ts";
import { login } from "./routes/auth/login.ts";
import { logout } from "./routes/auth/logout.ts";
import { me } from "./routes/auth/me.ts";
import { refresh } from "./routes/auth/refresh.ts";
import { register } from "./routes/auth/register.ts";
import { verify } from "./routes/auth/verify.ts";
import { workspace } from "./routes/auth/workspace.ts";
import { wsTicket } from "./routes/auth/ws-ticket.ts";

/** Complete: a route of the contract without a handler does not compile. */
export const handlers: Partial<Handlers> = {
    login,
    logout,
    me,
    refresh,
    register,
    verify,
    workspace,
    wsTicket
};
