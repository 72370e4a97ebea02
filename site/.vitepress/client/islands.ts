// `[data-island="practice|sheet|filter"]` with its properties as JSON in `data-props`: a Vue component, on its own page only. The
// page has its first look in it; what stands there is taken over, not made again.
import type { Component } from 'vue';
import { eachPage } from './page.ts';

const islands: Record<string, () => Promise<{ default: Component }>> = {
  practice: () => import('../interview/InterviewPractice.vue'),
  sheet: () => import('../interview/InterviewSheet.vue'),
  filter: () => import('../interview/InterviewFilter.vue'),
};

const mounted = new WeakSet<Element>();

/** Brings the components of a page to life. Vue comes with the first of them. */
export function mountIslands(): void {
  eachPage(() => {
    for (const place of document.querySelectorAll<HTMLElement>('[data-island]')) {
      if (mounted.has(place)) continue;
      mounted.add(place);
      void mount(place);
    }
  });
}

async function mount(place: HTMLElement): Promise<void> {
  const { island = '', props = '{}' } = place.dataset;
  const [{ bringToLife }, { default: component }] = await Promise.all([
    import('./islands-vue.ts'),
    islands[island]!(),
  ]);
  bringToLife(place, component, {
    lang: document.documentElement.lang,
    ...(JSON.parse(props) as object),
  });
}
