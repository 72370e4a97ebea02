import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { topics } from '../../../scripts/catalog/catalog.ts';
import type { Language } from '../../../scripts/pages/pages.ts';
import { root } from '../../../scripts/checkout/paths.ts';
import { once } from './once.ts';

/** Topics as navigation shows them, in the order of reading; each names its page and, if it has snippets, their folder. */
export const topicTitles: Record<string, Record<Language, string>> = {
  overview: { en: 'Overview', zh: '总览' },
  'event-loop': { en: 'Order of the event loop', zh: '事件循环的顺序' },
  'child-process': { en: 'Child processes', zh: '子进程' },
  fork: { en: 'fork and pools', zh: 'fork 与进程池' },
  wrappers: { en: 'Wrappers and terminals', zh: '包装命令与终端' },
  starting: { en: 'Descriptors and environment', zh: '描述符与启动环境' },
  ipc: { en: 'IPC', zh: '进程间通信' },
  'worker-threads': { en: 'Worker threads', zh: 'Worker threads' },
  'worker-pool': { en: 'Worker pools', zh: '线程池' },
  'worker-flow': { en: 'Flow, cancelling, context', zh: '流量、取消与上下文' },
  'worker-files': { en: 'Worker files and builds', zh: 'worker 文件与构建' },
  cluster: { en: 'Cluster', zh: 'Cluster' },
  'cluster-state': { en: 'State in a cluster', zh: 'cluster 里的状态' },
  pm2: { en: 'PM2', zh: 'PM2' },
  'pm2-operated': { en: 'PM2 in operation', zh: 'PM2 运维' },
  choosing: { en: 'Choosing', zh: '选型' },
  performance: { en: 'Performance', zh: '性能' },
  diagnosing: { en: 'Diagnosing', zh: '诊断' },
  tracing: { en: 'Timelines', zh: '时间线' },
  production: { en: 'Production', zh: '生产环境' },
  'http-limits': { en: 'HTTP limits', zh: 'HTTP 的限制' },
  deploying: { en: 'Deploying', zh: '部署' },
  errors: { en: 'Errors', zh: '报错与症状' },
};

/** Topics that go on with another one, and show its snippets. In one page they would be too long a first visit. */
export const partOf: Readonly<Record<string, string>> = {
  'event-loop': 'overview',
  fork: 'child-process',
  wrappers: 'child-process',
  starting: 'child-process',
  'worker-pool': 'worker-threads',
  'worker-flow': 'worker-threads',
  'worker-files': 'worker-threads',
  'cluster-state': 'cluster',
  'pm2-operated': 'pm2',
  diagnosing: 'performance',
  tracing: 'performance',
  'http-limits': 'production',
  deploying: 'production',
};

/** A topic's title; its id where it has none yet. */
export const topicTitle = (topic: string, language: Language): string =>
  topicTitles[topic]?.[language] ?? topic;

/** The topics that have a page or snippets, in the order of reading; those without a title last. */
export const topicsInOrder: () => readonly string[] = once<void, readonly string[]>(() => {
  const titled = Object.keys(topicTitles);
  const withSnippets = topics();
  return [
    ...titled.filter(
      (topic) => withSnippets.includes(topic) || existsSync(join(root, `site/en/${topic}.md`)),
    ),
    ...withSnippets.filter((topic) => !titled.includes(topic)),
  ];
});
