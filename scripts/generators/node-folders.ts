import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

const home = join(import.meta.dirname, "../../nodes");

export interface NodeFolder {
    /** Below nodes/: `echo`, `slack/send-message`. */
    path: string;
    /** As an identifier: `echoNode`, `slackSendMessageNode`. */
    name: string;
    evaluates: boolean;
    executes: boolean;
}

/** Every folder with a definition.ts, by path, however deep its family lies. */
export function findNodeFolders(): NodeFolder[] {
    return readdirSync(home, { recursive: true, encoding: "utf8" })
        .map((file) => file.replaceAll("\\", "/"))
        .filter((file) => file.endsWith("/definition.ts") && !/^(kit|node_modules)\//.test(file))
        .map((file) => describe(file.slice(0, -"/definition.ts".length)))
        .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function describe(path: string): NodeFolder {
    return {
        path,
        // A folder may be called `switch`, which no variable may be.
        name: `${path.replaceAll(/[/-](\w)/g, (_, letter: string) => letter.toUpperCase())}Node`,
        evaluates: existsSync(join(home, path, "evaluate.ts")),
        executes: existsSync(join(home, path, "executor.ts"))
    };
}
