import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { capture, withProgress } from "./children.mjs";
import { pathOutside, refuse, root } from "./runtime.mjs";

/** Installs exactly what package-lock.json says, when node_modules says something else. */
export async function ensureInstalled() {
    if (installed()) return;
    // NODE_ENV=production would leave out what builds the pages. No package needs its install script.
    const args = ["ci", "--include=dev", "--include=optional", "--ignore-scripts"];
    args.push("--no-audit", "--no-fund", "--loglevel=error");
    const options = {
        env: { ...process.env, PATH: pathOutside() },
        shell: process.platform === "win32"
    };
    const result = await withProgress("Installing packages (once, about a minute)", () =>
        capture("npm", args, options)
    );
    if (!result.ok) refuse(explain(result.output));
    if (!installed()) refuse("The installation is incomplete. Run `npm ci` and read what it says.");
}

/** npm keeps beside the packages a lockfile of what it really put there. */
export function installed() {
    const hidden = join(root, "node_modules/.package-lock.json");
    if (!existsSync(hidden)) return false;
    const wanted = readPackages(join(root, "package-lock.json"));
    const present = readPackages(hidden);
    return Object.entries(wanted).every(([path, entry]) => {
        if (!path.startsWith("node_modules/")) return true;
        const there = present[path];
        // Optional ones for another platform stay away.
        if (there === undefined) return entry.optional === true || entry.peer === true;
        return there.version === entry.version && existsSync(join(root, path));
    });
}

function readPackages(file) {
    try {
        return JSON.parse(readFileSync(file, "utf8")).packages ?? {};
    } catch {
        return {};
    }
}

const CAUSES = [
    [
        /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|ENETUNREACH|ERR_SOCKET_TIMEOUT|network/,
        "The package registry cannot be reached. Check the connection, or name your mirror:\n" +
            "    npm config set registry https://your-mirror/\n" +
            "Behind a proxy: npm config set https-proxy http://proxy:port"
    ],
    [
        /E401|E403|EACCES.*_cacache|SELF_SIGNED_CERT|UNABLE_TO_VERIFY|CERT_/,
        "The registry refused the request or its certificate. Check `npm config get registry`, its token, and NODE_EXTRA_CA_CERTS."
    ],
    [
        /EACCES|EPERM|EROFS/,
        "This user may not write here. Make the folder yours (`chown -R` it), or clone it as yourself."
    ],
    [/ENOSPC/, "The disk is full: 1 GB is needed."],
    [
        /EUSAGE|in sync|Missing:.*from lock/,
        "package.json and package-lock.json disagree. Run `npm install`, or restore package-lock.json from git."
    ],
    [/127|ENOENT.*npm/, "`npm` was not found. It comes with Node: https://nodejs.org"]
];

function explain(output) {
    const cause = CAUSES.find(([pattern]) => pattern.test(output));
    const tail = output.trimEnd().split("\n").slice(-12).join("\n");
    return `${tail}\n\nThe packages could not be installed. ${cause ? cause[1] : "Run `npm ci` to see more."}`;
}
