import { auth } from "./en/auth.ts";
import { common } from "./en/common.ts";
import { executions } from "./en/executions.ts";
import { library } from "./en/library.ts";
import { shell } from "./en/shell.ts";
import { translator } from "./translate.ts";

/** The words of everything but the canvas: what the first page loads. */
export const t = translator({ auth, common, executions, library, shell });
