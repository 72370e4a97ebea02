// Menus open and close without a script: they are `[popover]` or `<details>`. What a browser does not do for them is here.

/** Closes a menu when it has led somewhere on the page. */
export function closeMenus(): void {
  document.addEventListener('click', ({ target }) => {
    const link = (target as Element).closest('a[href]');
    const menu = link?.closest<HTMLElement>('[popover]');
    if (menu?.matches(':popover-open')) menu.hidePopover();
  });
}
