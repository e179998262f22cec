import { useDeferredValue, useMemo, useState } from "react";
import { SECRET_MARK } from "@flowmaestro/shared/contract/secret-mark.ts";
import { Icon } from "../../components/common/Icon.tsx";
import { IconButton } from "../../components/common/IconButton.tsx";
import { JsonTree } from "../../components/common/JsonTree.tsx";
import { TextInput } from "../../components/common/TextInput.tsx";
import { t } from "../../messages/messages.ts";
import { copyText } from "./copy-text.ts";
import { download } from "./download.ts";
import { findInValue } from "./find-in-value.ts";
import { LargeValue } from "./LargeValue.tsx";
import { useValue } from "./use-value.ts";
import type { ValueRest } from "./use-value.ts";

/** Of JSON text: a value up to this is opened as a whole when somebody searches in it. */
const SMALL = 20_000;
/** Nobody searches in what is seen at once. */
const TINY = 120;
const MOST_MATCHES = 100;
const TREE = "rounded-[8px] bg-surface-2 p-1.5 shadow-[inset_0_0_0_1px_var(--border)]";

export interface ValueViewProps {
    /** What it is, for those who do not see where it stands. */
    readonly label: string;
    readonly value: unknown;
    /** Set when `value` is only the beginning. */
    readonly rest?: ValueRest | undefined;
    readonly fileName: string;
    readonly openDepth?: number;
}

/** A value to look into: a tree with search, or a text; what is large comes when it is asked for. */
export function ValueView(props: ValueViewProps) {
    const { label, rest, fileName } = props;
    const stored = useValue(rest);
    const isWhole = rest === undefined || stored.loaded !== undefined;
    const value = stored.loaded === undefined ? props.value : stored.loaded.value;
    if (value === SECRET_MARK) return <SecretValue label={label} />;
    if (!isWhole) return <LargeValue {...{ label, stored, fileName, rest }} preview={value} />;
    if (typeof value === "object" && value !== null && Object.keys(value).length > 0) {
        return <Tree {...{ label, value, fileName }} openDepth={props.openDepth ?? 2} />;
    }
    return <Plain {...{ label, value, fileName }} />;
}

/** Nobody is shown it, so there is nothing to copy or to save. */
function SecretValue({ label }: { readonly label: string }) {
    return (
        <p
            aria-label={`${label}: ${t("execution.value.secret")}`}
            className="inline-flex min-w-0 items-center gap-1.5 rounded-[8px] bg-surface-2 px-3 py-2 text-small text-fg-2 shadow-[inset_0_0_0_1px_var(--border)]"
        >
            <Icon name="lock" size={14} />
            {t("execution.value.secret")}
        </p>
    );
}

function Tree(props: {
    readonly label: string;
    readonly value: object;
    readonly fileName: string;
    readonly openDepth: number;
}) {
    const { value, label } = props;
    const [search, setSearch] = useState("");
    const [chosen, setChosen] = useState<string | undefined>();
    const marked = useDeferredValue(search.trim());
    const size = useMemo(() => JSON.stringify(value).length, [value]);
    const tree = (
        <JsonTree
            label={label}
            value={value}
            openDepth={marked === "" ? props.openDepth : 99}
            search={marked}
            selectedPath={chosen}
            hidden={{ mark: SECRET_MARK, word: t("execution.value.secret") }}
            onSelect={(path) => setChosen(path)}
            className={size < TINY ? `min-w-0 flex-1 ${TREE}` : TREE}
        />
    );
    if (size < TINY) {
        return (
            <div className="flex min-w-0 items-start gap-1.5">
                {tree}
                <ValueButtons value={value} fileName={props.fileName} />
            </div>
        );
    }
    return (
        <div className="flex min-w-0 flex-col gap-2">
            <div className="flex gap-1.5">
                <TextInput
                    type="search"
                    icon="search"
                    quiet
                    aria-label={t("execution.value.search")}
                    placeholder={t("execution.value.search")}
                    frameClassName="min-w-0 flex-1"
                    value={search}
                    onChange={(event) => setSearch(event.currentTarget.value)}
                />
                <ValueButtons value={value} fileName={props.fileName} />
            </div>
            {size < SMALL || marked === "" ? (
                tree
            ) : (
                <Matches value={value} search={marked} label={label} />
            )}
            {chosen !== undefined && chosen !== "" && <ChosenPath path={chosen} />}
        </div>
    );
}

/** In a large value a tree with marks would hide most of them: here they are, with their paths. */
function Matches(props: {
    readonly value: object;
    readonly search: string;
    readonly label: string;
}) {
    const { value, search, label } = props;
    const found = useMemo(() => findInValue(value, search, MOST_MATCHES), [value, search]);
    if (found.length === 0) {
        return <p className="text-small text-fg-2">{t("execution.value.miss")}</p>;
    }
    const byPath = Object.fromEntries(found.map((match) => [match.path, match.value]));
    return (
        <>
            <p className="text-micro text-fg-3">
                {found.length < MOST_MATCHES
                    ? t("execution.value.matches", { count: found.length })
                    : t("execution.value.matches.first", { count: found.length })}
            </p>
            <JsonTree label={label} value={byPath} openDepth={0} search={search} className={TREE} />
        </>
    );
}

function ChosenPath({ path }: { readonly path: string }) {
    return (
        <p className="flex min-w-0 items-center gap-1.5 text-micro text-fg-3">
            <code className="truncate font-mono text-[0.75rem] text-fg-2">{path}</code>
            <IconButton
                icon="copy"
                size="sm"
                className="size-6"
                label={t("execution.value.path.copy")}
                onClick={() => void copyText(path, t("execution.value.copied"))}
            />
        </p>
    );
}

/** A text is read as a text; numbers and empty things stand for themselves. */
function Plain(props: {
    readonly label: string;
    readonly value: unknown;
    readonly fileName: string;
}) {
    const { value, label } = props;
    const isText = typeof value === "string";
    const isEmpty = value === "";
    return (
        <div className="flex min-w-0 items-start gap-1.5">
            <pre
                tabIndex={0}
                aria-label={label}
                className={`max-h-96 min-w-0 flex-1 overflow-auto rounded-[8px] bg-surface-2 px-3 py-2 font-mono text-mono wrap-anywhere whitespace-pre-wrap shadow-[inset_0_0_0_1px_var(--border)] ${isEmpty ? "text-fg-3 italic" : isText ? "text-syn-str" : "text-syn-num"}`}
            >
                {isEmpty ? t("execution.value.empty") : isText ? value : JSON.stringify(value)}
            </pre>
            <ValueButtons value={value} fileName={props.fileName} />
        </div>
    );
}

function ValueButtons(props: { readonly value: unknown; readonly fileName: string }) {
    const { value, fileName } = props;
    const text = () => (typeof value === "string" ? value : JSON.stringify(value, null, 2));
    return (
        <>
            <IconButton
                icon="copy"
                variant="secondary"
                label={t("execution.value.copy")}
                onClick={() => void copyText(text(), t("execution.value.copied"))}
            />
            <IconButton
                icon="download"
                variant="secondary"
                label={t("execution.value.download")}
                onClick={() => download(`${fileName}.json`, JSON.stringify(value, null, 2))}
            />
        </>
    );
}
