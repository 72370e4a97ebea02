import { computed, ref, type Ref } from 'vue';

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
  const holds = computed(() => {
    const [wantedTopic, wantedLevel] = [topic.value, level.value];
    return ({ dataset }: HTMLElement): boolean =>
      (wantedTopic === '' || dataset.topic === wantedTopic) &&
      (wantedLevel === '' || dataset.level === wantedLevel);
  });
  return { topic, level, holds: (item) => holds.value(item) };
}

/** The items of the page's list of questions. */
export const itemsOf = (list: string): HTMLElement[] => [
  ...document.querySelectorAll<HTMLElement>(`${list} > li`),
];
