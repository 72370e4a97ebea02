import { ref, type Ref } from 'vue';
import type { Hints } from './answers.ts';

/** A topic that has questions. */
export interface Topic {
  id: string;
  title: string;
}

/** What is chosen in the two fields, and what that means for the items of a page's list. */
export interface Choice {
  topic: Ref<string>;
  level: Ref<string>;
  /** Whether a list item is among the chosen ones. */
  holds: (item: HTMLElement) => boolean;
}

/** Topic and level as they are chosen; empty means all. */
export function useChoice(): Choice {
  const topic = ref('');
  const level = ref('');
  const holds = ({ dataset }: HTMLElement): boolean =>
    (topic.value === '' || dataset.topic === topic.value) &&
    // An exercise has no level.
    (level.value === '' || (dataset.level ?? level.value) === level.value);
  return { topic, level, holds };
}

/** The items of the page's list of questions. */
export const questionItems = (): HTMLElement[] => [
  ...document.querySelectorAll<HTMLElement>('.question-list > li'),
];

/** The short answers in the language of a page, as HTML by slug. */
export async function loadAnswers(lang: string): Promise<Record<string, string>> {
  const module = lang.startsWith('zh')
    ? await import('virtual:interview-answers/zh')
    : await import('virtual:interview-answers/en');
  return module.default;
}

/** What goes beyond those answers, and what falls short of them. */
export async function loadHints(lang: string): Promise<Record<string, Hints>> {
  const module = lang.startsWith('zh')
    ? await import('virtual:interview-hints/zh')
    : await import('virtual:interview-hints/en');
  return module.default;
}
