import clsx from "clsx";
import type { ReactNode } from "react";

export interface TableColumn<Row> {
    readonly key: string;
    /** The heading; hidden ones are still read out. */
    readonly header: string;
    readonly hideHeader?: boolean;
    readonly cell: (row: Row) => ReactNode;
    /** Tailwind widths, several for several screens: `w-24 lg:w-33`. One column goes without. */
    readonly width?: string;
    readonly align?: "left" | "right";
    /** Left out where the table gets narrow. */
    readonly className?: string;
}

export interface TableProps<Row> {
    readonly caption: string;
    readonly columns: readonly TableColumn<Row>[];
    readonly rows: readonly Row[];
    readonly rowKey: (row: Row) => string;
    readonly compact?: boolean;
    /** Makes the whole row react to the pointer; the link itself belongs into a cell (`row-link`). */
    readonly interactive?: boolean;
    readonly isBusy?: boolean;
}

/** A card with a table in it: heading 36 px, rows 44 px, 36 when compact. */
export function Table<Row>(props: TableProps<Row>) {
    const { columns, rows, compact = false, interactive = false } = props;
    return (
        <div className="overflow-x-auto rounded-card border border-line bg-surface shadow-e1">
            <table
                aria-busy={props.isBusy || undefined}
                className="w-full table-fixed border-collapse text-small"
            >
                <caption className="sr-only">{props.caption}</caption>
                <thead>
                    <tr className="h-9 text-left text-micro text-fg-3">
                        {columns.map((column) => (
                            <th
                                key={column.key}
                                scope="col"
                                className={clsx(
                                    "px-2 font-medium first:pl-4 last:pr-3",
                                    column.width,
                                    column.align === "right" && "text-right",
                                    column.className
                                )}
                            >
                                <span className={clsx(column.hideHeader === true && "sr-only")}>
                                    {column.header}
                                </span>
                            </th>
                        ))}
                    </tr>
                </thead>
                <tbody>
                    {rows.map((row) => (
                        <tr
                            key={props.rowKey(row)}
                            className={clsx(
                                "relative border-t border-line",
                                compact ? "h-9" : "h-11",
                                interactive &&
                                    "hover:bg-hover has-[.row-link:focus-visible]:bg-hover"
                            )}
                        >
                            {columns.map((column) => (
                                <td
                                    key={column.key}
                                    className={clsx(
                                        "px-2 first:pl-4 last:pr-3",
                                        column.align === "right" && "text-right",
                                        column.className
                                    )}
                                >
                                    {column.cell(row)}
                                </td>
                            ))}
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}
