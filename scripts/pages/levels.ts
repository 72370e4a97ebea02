/** Levels of a question, from what everybody is asked to what decides about a senior. */
export const levels = ['basic', 'intermediate', 'senior'] as const;
export type Level = (typeof levels)[number];
