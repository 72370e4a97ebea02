import type { Language } from '../../../scripts/pages/pages.ts';
import { once } from '../pages/once.ts';

/** What figures say, in both languages. */
export const words = {
  en: {
    copy: 'Copy',
    copyCommand: 'Copy the command',
    copyLink: 'Copy the link to this section',
    output: 'Recorded output',
    noOutput: 'It printed nothing.',
    orderFree: 'Lines may come in another order on your machine.',
    whole: 'Whole file, types, recording',
    moreLines: (n: number) => `${n} more lines`,
    recordedOn: (node: string, cores: number, date: string) =>
      `Recorded on Node ${node}, ${cores} cores, ${date}`,
    cut: (n: number) => `… ${n} more characters`,
    needs: 'Needs',
    run: 'Run it',
    source: 'Source',
    sourceHint: 'Point at a name to see its type.',
    recording: 'Recording',
    measurements: 'Measurements',
    measurement: 'measurement',
    value: 'value',
    environment: 'Where it ran',
    command: 'Command',
    exit: 'Exit',
    duration: 'Duration',
    date: 'Date',
    os: 'System',
    cpu: 'Processor',
    cores: 'Cores',
    memory: 'Memory',
    files: 'Files',
    download: 'Download',
    cast: 'terminal recording (asciicast)',
    alone: (file: string) => `Without this repository, on Node 22.18 or newer: node ${file}`,
    versions: 'Node versions',
    passes: 'passes on',
    fails: 'fails on',
    proof: 'Proof',
    seen: 'What was seen',
    shared: 'What the proofs of this file share',
    asText: 'As text, for a chat',
    copyText: 'Copy the text',
    locale: 'en-GB',
  },
  zh: {
    copy: '复制',
    copyCommand: '复制命令',
    copyLink: '复制本节链接',
    output: '录制的输出',
    noOutput: '没有任何输出。',
    orderFree: '在你的机器上，行的先后次序可能不同。',
    whole: '完整文件、类型与录制',
    moreLines: (n: number) => `还有 ${n} 行`,
    recordedOn: (node: string, cores: number, date: string) =>
      `录制于 Node ${node}，${cores} 核，${date}`,
    cut: (n: number) => `… 还有 ${n} 个字符`,
    needs: '依赖',
    run: '运行',
    source: '源码',
    sourceHint: '把指针移到名字上即可看到类型。',
    recording: '录制',
    measurements: '测量值',
    measurement: '名称',
    value: '数值',
    environment: '运行环境',
    command: '命令',
    exit: '退出',
    duration: '时长',
    date: '日期',
    os: '系统',
    cpu: '处理器',
    cores: '核数',
    memory: '内存',
    files: '文件',
    download: '下载',
    cast: '终端录制（asciicast）',
    alone: (file: string) => `脱离本仓库，在 Node 22.18 及以上版本：node ${file}`,
    versions: 'Node 版本',
    passes: '通过',
    fails: '未通过',
    proof: '验证',
    seen: '观察到的结果',
    shared: '本文件各验证共用的代码',
    asText: '文本形式，可直接贴进聊天',
    copyText: '复制文本',
    locale: 'zh-CN',
  },
} satisfies Record<Language, unknown>;

export type Words = (typeof words)['en'];

/**
 * A day as readers of a language write it: 21 Nov 2026.
 *
 * @param time - Milliseconds since 1970; the day is that of UTC.
 */
export const dateText = (time: number, language: Language): string => dates(language).format(time);

/** Made once: that takes longer than to write a thousand dates. */
const dates = once(
  (language: Language) =>
    new Intl.DateTimeFormat(words[language].locale, { dateStyle: 'medium', timeZone: 'UTC' }),
);
