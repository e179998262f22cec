/** `/api` is the promised base path, `/api/v1` its name once there is a v2: the same handlers. */
export const PREFIXES = ["/api", "/api/v1"] as const;
