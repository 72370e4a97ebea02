import { once } from 'node:events';
import { chmodSync, mkdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, type Proofs } from '../../proving.ts';

export const proofs: Proofs = {
  /**
   * A server of root, and a client that is another user: by a port on loopback, and by a path in a folder of mode 0700.
   * @zh 服务端是 root，客户端是另一个用户：连 loopback 上的端口，连一个 0700 目录里的路径。
   * @needs root
   */
  'other-user-connects': async () => {
    const folder = join(tmpdir(), 'mine');
    mkdirSync(folder, { mode: 0o700 });
    chmodSync(tmpdir(), 0o755);
    const seen: Record<string, string> = {};
    for (const [name, where] of [
      ['127.0.0.1', { port: 0, host: '127.0.0.1' }],
      ['a path, mode 0700', { path: join(folder, 'socket') }],
    ] as const) {
      const server = createServer((socket) => socket.end()).listen(where);
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const to = 'path' in where ? where : { ...where, port };
      const { stdout, stderr } = await run(
        `process.setgroups([]); process.setgid(65534); process.setuid(65534);
        const socket = (await import('node:net')).connect(${JSON.stringify(to)});
        socket.resume().on('connect', () => console.log('connected')).on('error', ({ code }) => console.log(code));`,
      );
      seen[name] = stdout || stderr;
      server.close();
    }
    return seen;
  },
};
