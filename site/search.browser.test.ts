// What people type and paste into the search, and where it must lead them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Page } from '@playwright/test';
import ts from 'typescript';
import { root } from '../scripts/checkout/paths.ts';
import { site, visit } from './browser-testing.ts';
import { expect } from './reader-testing.ts';
import { base } from './.vitepress/settings.ts';

/** Queries as public questions put them, each with the section or row that must be among the first three. */
const wanted: Record<'en' | 'zh', Record<string, string>> = {
  en: {
    // Pasted messages.
    'Error: bind EADDRINUSE null:4000': 'errors#bind-eaddrinuse-null',
    'Error: listen EADDRINUSE: address already in use :::3000': 'errors#listen-eaddrinuse',
    'Error: listen EADDRINUSE 0.0.0.0:8080\n    at Server.setupListenHandle [as _listen2] (net.js:1286:14)\n    at listenInCluster (net.js:1334:12)':
      'errors#listen-eaddrinuse',
    EADDRINUSE: 'errors#listen-eaddrinuse',
    'Error: listen EACCES: permission denied 0.0.0.0:80': 'errors#listen-eacces',
    'Error: socket hang up\n    at createHangUpError (http.js:1473:15)': 'errors#socket-hang-up',
    'error socket hang up code econnreset': 'errors#socket-hang-up',
    'Error: read ECONNRESET\n    at TCP.onread (net.js:529:26)': 'errors#read-econnreset',
    'Error: write EPIPE': 'errors#stdin-epipe',
    'connect ECONNREFUSED 127.0.0.1:6379': 'errors#econnrefused',
    'TypeError: fetch failed': 'errors#fetch-failed',
    'AggregateError [ECONNREFUSED]: internalConnectMultiple': 'errors#aggregate-econnrefused',
    'Error: spawn npm ENOENT': 'errors#spawn-enoent',
    'spawn /usr/local/bin/convert EACCES': 'errors#spawn-eacces',
    'Error: spawn E2BIG': 'errors#spawn-e2big',
    'EMFILE: too many open files': 'errors#open-emfile',
    EMFILE: 'errors#spawn-emfile',
    'Error: spawn EAGAIN': 'errors#spawn-eagain',
    ETXTBSY: 'errors#spawn-etxtbsy',
    'RangeError [ERR_CHILD_PROCESS_STDIO_MAXBUFFER]: stdout maxBuffer length exceeded':
      'errors#exec-maxbuffer',
    'spawnSync /bin/sh ENOBUFS': 'errors#exec-sync-enobufs',
    'Error: Command failed: git pull': 'errors#exec-command-failed',
    'Error [ERR_IPC_CHANNEL_CLOSED]: Channel closed': 'errors#ipc-channel-closed',
    ERR_IPC_DISCONNECTED: 'errors#ipc-disconnected',
    'TypeError: process.send is not a function': 'errors#process-send-not-function',
    'Do not know how to serialize a BigInt': 'errors#serialize-bigint',
    'Converting circular structure to JSON': 'errors#circular-json',
    'MaxListenersExceededWarning: Possible EventEmitter memory leak detected. 11 exit listeners added':
      'errors#max-listeners',
    'SyntaxError: Unexpected end of JSON input': 'errors#json-unexpected-end',
    'EXDEV: cross-device link not permitted, rename': 'errors#rename-exdev',
    'DataCloneError: Symbol(jest.asymmetricMatcher) could not be cloned.': 'errors#clone-symbol',
    'DataCloneError: function transformRequest(data, headers) could not be cloned.':
      'errors#clone-function',
    'DOMException [DataCloneError]: #<Promise> could not be cloned.': 'errors#clone-promise',
    ERR_WORKER_OUT_OF_MEMORY: 'errors#worker-out-of-memory',
    ERR_WORKER_PATH: 'errors#worker-path',
    'Unknown file extension ".ts" for /app/src/worker.ts': 'errors#unknown-file-extension',
    'TypeScript enum is not supported in strip-only mode': 'errors#unsupported-typescript-syntax',
    "Cannot read properties of null (reading 'postMessage') parentPort": 'errors#parent-port-null',
    'Cannot perform Construct on a detached ArrayBuffer': 'errors#detached-construct',
    'Error: Module did not self-register': 'errors#did-not-self-register',
    'Error [ERR_HTTP_HEADERS_SENT]: Cannot set headers after they are sent to the client':
      'errors#http-headers-sent',
    ERR_STREAM_PREMATURE_CLOSE: 'errors#stream-premature-close',
    HPE_HEADER_OVERFLOW: 'errors#hpe-header-overflow',
    ERR_SERVER_NOT_RUNNING: 'errors#server-not-running',
    '[PM2][ERROR] Script not found: /home/ubuntu/app.js': 'errors#pm2-script-not-found',
    '[PM2][ERROR] Process or Namespace api not found': 'errors#pm2-process-not-found',
    'Script had too many unstable restarts (16). Stopped. "errored"': 'errors#pm2-unstable',
    'pm2 errored': 'errors#pm2-errored',
    'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory':
      'errors#heap-reached-limit',
    'Ineffective mark-compacts near heap limit': 'errors#heap-ineffective',
    'exit code 137': 'errors#exit-137',
    'npm ERR! code ELIFECYCLE exit code 143': 'errors#exit-143',
    'child process exited with code null': 'errors#code-null',
    'Warning: Detected unsettled top-level await at': 'errors#unsettled-await',
    "throw er; // Unhandled 'error' event": 'errors#unhandled-error-event',
    'This error originated either by throwing inside of an async function without a catch block':
      'errors#unhandled-rejection',
    DEP0190: 'errors#dep0190',
    // Symptoms.
    'child process hangs large output': 'errors#child-hangs-much-output',
    'docker stop takes 10 seconds node': 'errors#docker-sigterm-ignored',
    'works in terminal but not in cron': 'errors#terminal-only',
    'pm2 reload still runs old code symlink': 'errors#pm2-reload-old-code',
    'server.close callback never called keep-alive': 'errors#close-never-calls',
    'users logged out randomly cluster session': 'errors#session-lost',
    'socket.io session id unknown 400 cluster': 'errors#socket-io-400',
    'defunct zombie process docker': 'errors#zombie',
    'process.send last message lost before exit': 'errors#last-message-lost',
    'class instance methods missing after postMessage': 'errors#method-lost',
    // Concepts and names.
    isTTY: 'errors#progress-not-shown',
    reusePort: 'cluster#listening',
    maxConnections: 'http-limits#max-connections',
    'drain websockets': 'http-limits#long-lived',
    'liveness readiness': 'deploying#probes',
    'pm2 list empty sudo': 'errors#pm2-list-empty',
    SharedArrayBuffer: 'worker-threads#shared-memory',
    'structured clone': 'worker-threads#structured-clone',
    keepAliveTimeout: 'http-limits#timeouts',
    UV_THREADPOOL_SIZE: 'errors#files-slow-hash',
    'how many workers should I start': 'performance#worker-count',
    'lost update': 'worker-threads#race',
    'difference between spawn and exec': 'interview/spawn-vs-exec#question',
    'interview in 7 days': 'seven-days#seven-days',
    'interview plan week': 'seven-days#seven-days',
    max_memory_restart: 'pm2#ecosystem',
    'kill whole process tree': 'child-process#kill',
    resourceLimits: 'worker-threads#resource-limits',
  },
  zh: {
    端口被占用: 'zh/errors#listen-eaddrinuse',
    'cluster 端口被占用 EADDRINUSE null': 'zh/errors#bind-eaddrinuse-null',
    '内存溢出 heap out of memory': 'zh/errors#heap-reached-limit',
    '退出码 137': 'zh/errors#exit-137',
    'docker 退出码 143': 'zh/errors#exit-143',
    子进程不退出: 'zh/errors#child-hangs-much-output',
    僵尸进程: 'zh/fork#orphans',
    'pm2 reload 旧代码': 'zh/errors#pm2-reload-old-code',
    'pm2 显示 online 但访问不了': 'zh/errors#pm2-online-not-started',
    'pm2 反复重启 errored': 'zh/pm2#crash-loops',
    部署时丢请求: 'zh/errors#requests-lost-restart',
    'session 丢失': 'zh/errors#session-lost',
    'DataCloneError could not be cloned 无法克隆': 'zh/errors#clone-function',
    '主线程阻塞 事件循环': 'zh/errors#server-hangs-busy',
    'socket hang up': 'zh/errors#socket-hang-up',
    '日志丢失 process.exit': 'zh/errors#last-lines-missing',
    'worker 不退出': 'zh/errors#worker-does-not-end',
    线程池: 'zh/worker-pool#pool',
    惊群: 'zh/cluster#thundering-herd',
    'spawn ENOENT 找不到命令': 'zh/errors#spawn-enoent',
    'Error: write EPIPE': 'zh/errors#stdin-epipe',
    粘包: 'zh/errors#json-two-messages',
    '收不到 SIGTERM': 'zh/errors#docker-sigterm-ignored',
    共享内存: 'zh/worker-threads#shared-memory',
    maxConnections: 'zh/http-limits#max-connections',
    端口耗尽: 'zh/errors#connect-eaddrnotavail',
    'preStop 宽限期': 'zh/deploying#grace',
    'Atomics.wait': 'zh/worker-flow#sync-call',
    '子进程 杀不掉 孙进程': 'zh/errors#child-survives-timeout',
    零停机: 'zh/cluster#rolling-restart',
    栈溢出: 'zh/worker-threads#resource-limits',
    '7 天准备面试': 'zh/seven-days#seven-days',
    '面试 一周': 'zh/seven-days#seven-days',
  },
};

/** What this site says nothing about. */
const nothing: Record<'en' | 'zh', readonly string[]> = {
  en: [
    'EWOULDFOO',
    'useEffect infinite loop',
    'django orm migration',
    'rust borrow checker',
    'css grid center div',
    'graphql subscription resolver',
    'ERR_OSSL_EVP_UNSUPPORTED',
    'mongoose schema populate',
    'flutter widget tree',
    'qqxyzzy',
  ],
  zh: ['微信小程序登录', '红烧肉做法', 'vue 组件传值', '股票行情接口', 'mybatis 分页插件'],
};

/** The modules of the search, as a browser reads them. */
const modules = new Map(
  ['search-words', 'search-rank'].map((name) => {
    const source = readFileSync(join(root, `site/.vitepress/client/${name}.ts`), 'utf8');
    const { outputText } = ts.transpileModule(source, {
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ESNext,
        rewriteRelativeImportExtensions: true,
      },
    });
    return [`${name}.js`, outputText];
  }),
);

/** Serves them beside the built ones, to ask all queries in one page. */
async function withModules(page: Page): Promise<void> {
  await page.route('**/search-under-test/*.js', (route) => {
    const body = modules.get(new URL(route.request().url()).pathname.split('/').at(-1)!);
    return body === undefined
      ? route.abort()
      : route.fulfill({ contentType: 'text/javascript', body });
  });
}

/** The addresses that each query leads to first, and the headings where it leads nowhere. */
async function ask(
  language: 'en' | 'zh',
  queries: readonly string[],
): Promise<Record<string, { first: string[]; near: number }>> {
  let answers = {};
  await visit(language === 'zh' ? 'zh/' : '', async (page) => {
    await withModules(page);
    answers = await page.evaluate(
      async ({ module, base, language, queries }) => {
        type Words = typeof import('./.vitepress/client/search-words.ts');
        const { search } = (await import(module)) as Words;
        const pagefind = (await import(
          `${base}pagefind/pagefind.js`
        )) as import('./.vitepress/client/search-words.ts').Pagefind;
        await pagefind.options({ baseUrl: base });
        const answers: Record<string, { first: string[]; near: number }> = {};
        for (const query of queries) {
          const { pages, near } = await search(query, pagefind, { language, base });
          // The dialog shows three sections of a page.
          const sections = pages.flatMap((page) => page.sub_results.slice(0, 3));
          const first = sections
            .slice(0, 3)
            .map(({ url }) => url.replace(/(?:index)?\.html(?=#|$)/, '').slice(base.length));
          answers[query] = { first, near: near.length };
        }
        return answers;
      },
      { module: `${site.url}search-under-test/search-words.js`, base, language, queries },
    );
  });
  return answers;
}

test('the dialog says what was searched where nothing is found, and offers headings that come near', async () => {
  await visit('', async (page) => {
    await page.keyboard.press('/');
    const status = page.locator('.search-dialog [role="status"]');
    await page.getByRole('searchbox').fill('workr thraeds');
    await expect(status).toContainText('Nothing found for “workr thraeds”');
    await expect(page.locator('.search-dialog .search-section').first()).toHaveAttribute(
      'href',
      `${base}worker-threads#worker-threads`,
    );
    await page.getByRole('searchbox').fill('Error: bind EADDRINUSE null:4000');
    const first = page.locator('.search-dialog .search-section').first();
    await expect(first).toHaveAttribute('href', `${base}errors#bind-eaddrinuse-null`);
    await expect(status).toHaveText('');
  });
});

for (const language of ['en', 'zh'] as const) {
  test(`search leads from what people paste and ask to the place that explains it: ${language}`, async () => {
    const answers = await ask(language, Object.keys(wanted[language]));
    const missed = Object.entries(wanted[language])
      .filter(([query, place]) => !answers[query]!.first.includes(place))
      .map(
        ([query, place]) =>
          `${query}\n  wants ${place}\n  got   ${answers[query]!.first.join(' | ')}`,
      );
    assert.deepEqual(missed, [], missed.join('\n'));
  });

  test(`search says that nothing was found, instead of pages that share letters: ${language}`, async () => {
    const answers = await ask(language, nothing[language]);
    const found = nothing[language].filter((query) => answers[query]!.first.length > 0);
    assert.deepEqual(
      found.map((query) => `${query}: ${answers[query]!.first.join(' | ')}`),
      [],
    );
  });
}
