import { writeClientLogs } from "../../../services/client-logs.ts";
import type { Handlers } from "../../handler.ts";

export const sendClientLogs: Handlers["sendClientLogs"] = ({ auth, body }, deps) => {
    writeClientLogs(deps, auth, body);
    return { data: { accepted: body.logs.length } };
};
