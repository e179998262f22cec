import { createTicket, TICKET_SECONDS } from "../../../services/auth/ws-ticket.ts";
import type { Handlers } from "../../handler.ts";

export const wsTicket: Handlers["wsTicket"] = async ({ auth }, deps) => ({
    data: { ticket: await createTicket(deps, auth), expires_in: TICKET_SECONDS }
});
