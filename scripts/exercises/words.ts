/** What the judge says at the terminal, in both languages. */
export const words = {
  en: {
    begun: '(begun)',
    minutes: (n: number) => `about ${n} minutes`,
    needs: 'needs',
    written: (file: string, id: string) =>
      `Its skeleton is in ${file}. Write, then run this again: npm run exercise ${id}`,
    held: 'held  ',
    broken: 'BROKEN',
    expected: 'expected:',
    happened: 'happened:',
    timeline: 'timeline:',
    sum: (held: number, all: number, left: string[]) =>
      left.length === 0
        ? `All ${all} demands hold.`
        : `${held} of ${all} demands hold; left: ${left.join(', ')}.`,
    hint: (n: number, all: number) => `Hint ${n} of ${all}:`,
    watching: (file: string) => `Save ${file} to have it judged again; Ctrl-C ends this.`,
    interrupted: 'Interrupted.',
  },
  zh: {
    begun: '（已开始）',
    minutes: (n: number) => `约 ${n} 分钟`,
    needs: '需要',
    written: (file: string, id: string) =>
      `骨架写在 ${file}。写完再运行一次：npm run exercise ${id}`,
    held: '成立　',
    broken: '不成立',
    expected: '应当：',
    happened: '实际：',
    timeline: '时间线：',
    sum: (held: number, all: number, left: string[]) =>
      left.length === 0
        ? `${all} 条要求全部成立。`
        : `${all} 条要求成立 ${held} 条；还剩：${left.join('、')}。`,
    hint: (n: number, all: number) => `提示 ${n}/${all}：`,
    watching: (file: string) => `保存 ${file} 就会重新评判；Ctrl-C 退出。`,
    interrupted: '已中断。',
  },
};
