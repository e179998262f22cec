import { common } from "./en/common.ts";
import { editor } from "./en/editor.ts";
import { execution } from "./en/execution.ts";
import { executions } from "./en/executions.ts";
import { translator } from "./translate.ts";
import type { MessageKey } from "./types.ts";

const catalogue = { common, editor, execution, executions } as const;

export type Key = MessageKey<typeof catalogue>;

/** The words of `editor/`; the other pages have theirs in `pages.ts`, and need not load these. */
export const t = translator(catalogue);
