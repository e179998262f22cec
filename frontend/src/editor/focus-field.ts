/** For `onOpenAutoFocus`: a dialog that asks something begins in its first field, not on its close button. */
export function focusFirstField(event: Event): void {
    if (!(event.currentTarget instanceof HTMLElement)) return;
    const field = event.currentTarget.querySelector<HTMLElement>(
        "input, textarea, [role=combobox], [role=switch]"
    );
    if (field === null) return;
    event.preventDefault();
    field.focus();
}
