// The built site behind a real nginx, set up by the lines of the README.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { missingNeeds } from '../scripts/catalog/needs.ts';
import { root } from '../scripts/checkout/paths.ts';
import { until } from '../scripts/waiting/until.ts';
import { base, dist } from './.vitepress/settings.ts';

/** The server block of a README, for another folder and port. */
function serverBlock(readme: string, folder: string, port: number): string {
  const [, block = ''] = /```nginx\n([\s\S]*?)```/.exec(readme) ?? [];
  assert.match(block, /server \{/);
  return block
    .replaceAll('/srv/site/_headers', join(folder, base.slice(1), '_headers'))
    .replaceAll('/srv/site', folder)
    .replace('error_page 404 /404.html', `error_page 404 ${base}404.html`)
    .replace('listen 80', `listen 127.0.0.1:${port}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const [missing] = missingNeeds(['nginx']);
if (missing && process.env.CI)
  throw new Error(`With CI set nothing may be skipped: ${missing.mend}`);

for (const name of ['README.md', 'README.zh.md']) {
  const options = missing ? { skip: `it needs nginx: ${missing.mend}` } : {};
  test(`nginx, set up as ${name} says, serves the site with its headers`, options, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hosting-'));
    let nginx: ChildProcess | undefined;
    try {
      const place = join(folder, 'files', base);
      mkdirSync(dirname(place), { recursive: true });
      symlinkSync(dist, place.replace(/\/$/, ''));
      const port = await freePort();
      const block = serverBlock(
        readFileSync(join(root, name), 'utf8'),
        join(folder, 'files'),
        port,
      );
      const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
        (kind) => `${kind}_temp_path ${folder}/${kind};`,
      );
      const config = `daemon off; master_process off; pid ${folder}/pid; error_log stderr;
events {}
http { include /etc/nginx/mime.types; access_log off; ${paths.join(' ')}
${block}}`;
      writeFileSync(join(folder, 'nginx.conf'), config);
      nginx = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let errors = '';
      nginx.stderr!.on('data', (data) => (errors += String(data)));
      const get = async (path: string): Promise<Response> => {
        let answer: Response | undefined;
        let cause: unknown;
        await until(async () => {
          answer = await fetch(`http://127.0.0.1:${port}${base}${path}`).catch((error: unknown) => {
            cause = error;
            return undefined;
          });
          return answer !== undefined || nginx!.exitCode !== null;
        });
        if (!answer) throw new Error(errors, { cause });
        return answer;
      };
      for (const path of ['', 'zh/', 'worker-threads', 'zh/snippets/worker-pool']) {
        const answer = await get(path);
        assert.equal(answer.status, 200, path);
        assert.match(answer.headers.get('content-security-policy') ?? '', /script-src 'self'/);
        assert.match(await answer.text(), /<h1/);
      }
      const raw = await get('raw/worker-pool/worker-pool.ts');
      assert.match(raw.headers.get('content-type') ?? '', /^text\/plain; charset=utf-8/);
      assert.equal(raw.headers.get('x-content-type-options'), 'nosniff');
      const [, asset = ''] = /assets\/(main\.[\w-]+\.js)/.exec(await (await get('')).text()) ?? [];
      const script = await get(`assets/${asset}`);
      assert.match(script.headers.get('cache-control') ?? '', /immutable/);
      assert.match(script.headers.get('content-type') ?? '', /javascript/);
      for (const path of ['zh/worker-threads.md', 'zh/llms.txt']) {
        const text = await get(path);
        const type = path.endsWith('md') ? 'text/markdown' : 'text/plain';
        assert.equal(text.headers.get('content-type'), `${type}; charset=utf-8`, path);
        assert.match(text.headers.get('content-security-policy') ?? '', /script-src 'self'/);
        assert.match(await text.text(), /^# [^]*[\u4e00-\u9fff]/);
      }
      const lost = await get('no/such/page');
      assert.equal(lost.status, 404);
      assert.match(await lost.text(), /没有这一页/);
    } finally {
      if (nginx && nginx.exitCode === null) {
        nginx.kill('SIGQUIT');
        await once(nginx, 'exit');
      }
      rmSync(folder, { recursive: true });
    }
  });
}
