const HOME = "/workflows";

/** Where to go after signing in: a path of this site, whatever the address bar says. */
export function nextPath(search: string): string {
    const next = new URLSearchParams(search).get("next");
    if (next === null || !next.startsWith("/")) return HOME;
    const base = "http://here.invalid";
    const url = URL.parse(next, base);
    // `//elsewhere.example` and `/\elsewhere.example` start with a slash, too.
    if (url === null || url.origin !== base) return HOME;
    if (url.pathname === "/login" || url.pathname === "/register") return HOME;
    return url.pathname + url.search + url.hash;
}
