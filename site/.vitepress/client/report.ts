// `[data-report]`, in the foot, opens an issue about the page; every heading of the text gets such a link about its section.

/**
 * Offers to report a section as soon as a pointer or the focus comes to its heading: in the page these links would be bytes.
 * Where the build knows no repository there is nobody to report to, and no link.
 */
export function offerReports(page: Document): void {
  for (const event of ['pointerover', 'focusin'] as const) {
    page.addEventListener(event, ({ target }) => {
      const heading = (target as Element).closest?.<HTMLElement>('main :is(h2, h3)[id]');
      const whole = page.querySelector<HTMLAnchorElement>('[data-report]');
      if (!heading || !whole || heading.querySelector('.report-section')) return;
      const address = new URL(whole.href);
      address.searchParams.set('page', `${address.searchParams.get('page')}#${heading.id}`);
      const link = page.createElement('a');
      link.className = 'report-section ignore-header';
      link.href = address.href;
      link.ariaLabel = link.title = whole.textContent.trim();
      heading.append(link);
    });
  }
}
