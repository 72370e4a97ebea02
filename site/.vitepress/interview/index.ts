import { defineAsyncComponent, type App } from 'vue';

/** The components of the interview pages, each fetched with the first page that shows it. */
export function registerInterview(app: App): void {
  app.component(
    'InterviewFilter',
    defineAsyncComponent(() => import('./InterviewFilter.vue')),
  );
  app.component(
    'InterviewPractice',
    defineAsyncComponent(() => import('./InterviewPractice.vue')),
  );
  app.component(
    'InterviewSheet',
    defineAsyncComponent(() => import('./InterviewSheet.vue')),
  );
}
