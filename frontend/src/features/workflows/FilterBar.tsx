import { useWorkflowCounts } from "../../api/queries/workflows.ts";
import { Button } from "../../components/common/Button.tsx";
import { Icon } from "../../components/common/Icon.tsx";
import { Menu, MenuChoice } from "../../components/common/Menu.tsx";
import { SegmentedControl } from "../../components/common/SegmentedControl.tsx";
import { formatNumber } from "../../lib/format.ts";
import { t } from "../../messages/pages.ts";
import type { LibraryFilters, LibrarySort } from "./library-filters.ts";

const SORTS: readonly { readonly value: LibrarySort; readonly label: string }[] = [
    { value: "updated_at", label: t("library.sort.edited") },
    { value: "created_at", label: t("library.sort.created") },
    { value: "name", label: t("library.sort.name") }
];

export function FilterBar({ filters }: { readonly filters: LibraryFilters }) {
    const counts = useWorkflowCounts(filters.search).data;
    const show = (count: number | undefined) =>
        count === undefined ? undefined : formatNumber(count);
    return (
        <div className="flex flex-wrap items-center gap-2">
            <SegmentedControl
                label={t("library.filter.label")}
                value={filters.state}
                onChange={filters.setState}
                segments={[
                    { value: "all", label: t("library.filter.all"), count: show(counts?.all) },
                    { value: "live", label: t("library.filter.live"), count: show(counts?.live) },
                    {
                        value: "draft",
                        label: t("library.filter.drafts"),
                        count: show(counts?.draft)
                    }
                ]}
            />
            <div className="flex-1" />
            <Menu
                width={180}
                trigger={
                    <Button variant="ghost" size="sm">
                        <span className="sr-only">{t("library.sort.label")}</span>
                        {SORTS.find(({ value }) => value === filters.sort)?.label}
                        <Icon name="chevron-down" size={12} />
                    </Button>
                }
            >
                <MenuChoice
                    label={t("library.sort.label")}
                    value={filters.sort}
                    onChange={filters.setSort}
                    options={SORTS}
                />
            </Menu>
        </div>
    );
}
