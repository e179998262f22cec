/**
 * As a `ref`: focuses what was just shown because the reader asked for it. Not on touch screens, where
 * the keyboard would jump up and hide half of the page.
 */
export function focusOnMount(element: HTMLElement | null): void {
    if (element !== null && matchMedia("(pointer: fine)").matches) element.focus();
}
