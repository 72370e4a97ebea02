import { createApp, createSSRApp, type Component } from 'vue';

/** Mounts a component in its place. What the page has there already is taken over, with what a reader has chosen in it. */
export function bringToLife(place: HTMLElement, component: Component, props: object): void {
  const fields = [...place.querySelectorAll('select')];
  const chosen = fields.map(({ value }) => value);
  const create = place.hasChildNodes() ? createSSRApp : createApp;
  create(component, { ...props }).mount(place);
  for (const [at, field] of fields.entries()) {
    if (!chosen[at]) continue;
    field.value = chosen[at];
    field.dispatchEvent(new Event('change', { bubbles: true }));
  }
}
