import type { DefaultTheme, LocaleConfig } from 'vitepress';
import type { Language } from '../../scripts/pages.ts';
import { repository } from './settings.ts';
import { partOf, topicsInOrder, topicTitle } from './topics.ts';

type Locale = LocaleConfig<DefaultTheme.Config>[string];

export const english: Locale = {
  label: 'English',
  lang: 'en',
  title: 'Concurrency, Recorded',
  titleTemplate: ':title · Node.js Concurrency, Recorded',
  description:
    'How Node.js runs things at the same time. Every sample is a real file, every output a recording of its run.',
  themeConfig: {
    nav: [
      { text: 'Topics', items: topicLinks('en') },
      { text: 'Interview', link: '/interview/' },
      { text: 'Myths', link: '/myths' },
      { text: 'Snippets', link: '/snippets/' },
      { text: 'Diagrams', link: '/diagrams' },
    ],
    sidebar: sidebar('en'),
    outline: { level: [2, 3], label: 'On this page' },
    docFooter: { prev: 'Previous', next: 'Next' },
    lastUpdated: { text: 'Last changed: ' },
    ...(repository && { editLink: { ...editPattern(), text: 'Edit this page' } }),
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
    nav: [
      { text: '主题', items: topicLinks('zh') },
      { text: '面试', link: '/zh/interview/' },
      { text: '误区', link: '/zh/myths' },
      { text: 'Snippets', link: '/zh/snippets/' },
      { text: '图集', link: '/zh/diagrams' },
    ],
    sidebar: sidebar('zh'),
    outline: { level: [2, 3], label: '本页内容' },
    docFooter: { prev: '上一页', next: '下一页' },
    lastUpdated: { text: '最后更新：' },
    langMenuLabel: '切换语言',
    returnToTopLabel: '回到顶部',
    sidebarMenuLabel: '目录',
    darkModeSwitchLabel: '外观',
    lightModeSwitchTitle: '切换到浅色',
    darkModeSwitchTitle: '切换到深色',
    skipToContentLabel: '跳到正文',
    ...(repository && { editLink: { ...editPattern(), text: '编辑此页' } }),
    notFound: {
      title: '没有这一页',
      quote: '地址可能写错了，也可能页面已经移走。',
      linkLabel: '回到首页',
      linkText: '回到首页',
    },
  },
};

function editPattern(): { pattern: string } {
  return { pattern: `https://github.com/${repository}/edit/main/site/:path` };
}

function topicLinks(language: Language): { text: string; link: string }[] {
  const prefix = language === 'zh' ? '/zh' : '';
  return topicsInOrder().map((topic) => ({
    text: topicTitle(topic, language),
    link: `${prefix}/${topic}`,
  }));
}

/** The topics, each with its parts below it. */
function topicTree(language: Language): DefaultTheme.SidebarItem[] {
  const links = topicLinks(language);
  const topics = topicsInOrder();
  const linkOf = (topic: string) => links[topics.indexOf(topic)]!;
  return topics
    .filter((topic) => !(topic in partOf))
    .map((topic) => {
      const parts = topics.filter((part) => partOf[part] === topic);
      return { ...linkOf(topic), ...(parts.length > 0 && { items: parts.map(linkOf) }) };
    });
}

/** The topics; a page adds the snippets of its own topic below. All of them here would be part of every page. */
function sidebar(language: Language): DefaultTheme.SidebarItem[] {
  const snippets = language === 'zh' ? '/zh/snippets/' : '/snippets/';
  return [
    { items: topicTree(language) },
    { items: [{ text: language === 'zh' ? '全部 snippet' : 'All snippets', link: snippets }] },
  ];
}
