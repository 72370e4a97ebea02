import type { LocaleConfig } from 'vitepress';
import { prefixes, type Language } from '../../../scripts/pages/pages.ts';
import { commit, repository } from '../settings.ts';
import type { Link, SiteTheme, TopicLink } from '../theme/site.ts';
import { partOf, topicsInOrder, topicTitle } from './topics.ts';

type Locale = LocaleConfig<SiteTheme>[string];

export const english: Locale = {
  label: 'English',
  lang: 'en',
  title: 'Concurrency, Recorded',
  titleTemplate: ':title · Node.js Concurrency, Recorded',
  description:
    'How Node.js runs things at the same time. Every sample is a real file, every output a recording of its run.',
  themeConfig: {
    words: {
      skip: 'Skip to content',
      site: 'Site',
      topics: 'Topics',
      menu: 'Menu',
      search: 'Search',
      appearance: 'Dark colours',
      repository: 'Source on GitHub',
      outline: 'On this page',
      snippets: 'Snippets of this topic',
      previous: 'Previous',
      next: 'Next',
      neighbours: 'Previous and next page',
      lastChanged: 'Last changed: ',
      edit: 'Edit this page',
      asText: 'Open as text',
      copyText: 'Copy as Markdown',
      report: 'Wrong or unclear?',
      done: 'Done with this page',
      progress: 'Your progress',
    },
    other: { lang: 'zh-CN', name: '中文', prefix: '/zh/' },
    nav: [
      { text: 'Interview', link: '/interview/' },
      { text: 'Exercises', link: '/exercises/' },
      { text: 'Myths', link: '/myths' },
      { text: 'Snippets', link: '/snippets/' },
      { text: 'Proofs', link: '/proofs/' },
      { text: 'Diagrams', link: '/diagrams' },
    ],
    topics: topicTree('en'),
    allSnippets: { text: 'All snippets', link: '/snippets/' },
    progress: '/progress',
    ...(repository && { repository }),
    ...(commit && { commit }),
  },
};

export const chinese: Locale = {
  label: '简体中文',
  lang: 'zh-CN',
  link: '/zh/',
  title: 'Node.js 并发实录',
  titleTemplate: ':title · Node.js 并发实录',
  description: 'Node.js 怎样同时做几件事。每段示例都是真实文件，每段输出都是一次运行的录制。',
  themeConfig: {
    words: {
      skip: '跳到正文',
      site: '本站',
      topics: '主题',
      menu: '菜单',
      search: '搜索',
      appearance: '深色',
      repository: 'GitHub 上的源码',
      outline: '本页内容',
      snippets: '本主题的 snippet',
      previous: '上一页',
      next: '下一页',
      neighbours: '上一页与下一页',
      lastChanged: '最后更新：',
      edit: '编辑此页',
      asText: '打开纯文本',
      copyText: '复制为 Markdown',
      report: '有错，或不清楚？',
      done: '本页已完成',
      progress: '我的进度',
    },
    other: { lang: 'en', name: 'English', prefix: '/' },
    nav: [
      { text: '面试', link: '/zh/interview/' },
      { text: '练习', link: '/zh/exercises/' },
      { text: '误区', link: '/zh/myths' },
      { text: 'Snippets', link: '/zh/snippets/' },
      { text: '验证', link: '/zh/proofs/' },
      { text: '图集', link: '/zh/diagrams' },
    ],
    topics: topicTree('zh'),
    allSnippets: { text: '全部 snippet', link: '/zh/snippets/' },
    progress: '/zh/progress',
    ...(repository && { repository }),
    ...(commit && { commit }),
  },
};

/** The topics, each with its parts below it. */
function topicTree(language: Language): TopicLink[] {
  const topics = topicsInOrder();
  const linkOf = (topic: string): Link => ({
    text: topicTitle(topic, language),
    link: `/${prefixes[language]}${topic}`,
  });
  return topics
    .filter((topic) => !(topic in partOf))
    .map((topic) => ({
      ...linkOf(topic),
      parts: topics.filter((part) => partOf[part] === topic).map(linkOf),
    }));
}
