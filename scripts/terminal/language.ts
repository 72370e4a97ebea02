/** The language of the person at the terminal, by the locale. */
export const terminalLanguage = (): 'en' | 'zh' =>
  (process.env.LC_ALL ?? process.env.LANG ?? '').startsWith('zh') ? 'zh' : 'en';
