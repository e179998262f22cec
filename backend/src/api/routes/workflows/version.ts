import { readVersion } from "../../../services/workflows/versions.ts";
import type { Handlers } from "../../handler.ts";

export const getVersion: Handlers["getVersion"] = async ({ auth, params }, deps) => ({
    data: await readVersion(deps, auth, params)
});
