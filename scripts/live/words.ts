/** Why a Run button did not run, in both languages; readers see it below the button. */
export const words = {
  en: {
    unknown: 'There is no such snippet.',
    missing: (name: string, mend: string) => `${name} is missing: ${mend}`,
    busy: (most: number) => `${most} snippets are running already: wait, or stop one.`,
  },
  zh: {
    unknown: '没有这个 snippet。',
    missing: (name: string, mend: string) => `缺少 ${name}：${mend}`,
    busy: (most: number) => `已有 ${most} 个 snippet 在运行：请等它结束，或停掉一个。`,
  },
};
