import { fork, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import {
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { inTmp } from '../../proving-files.ts';
import {
  emitted,
  lastWords,
  lines,
  printed,
  thrown,
} from '../../proving-messages.ts';
import { program, run, type Proofs } from '../../proving.ts';

/** A child that waits for messages. */
const waiting = program(`process.on('message', () => {});`);

/** What `send()` throws for this message. */
async function refused(
  message: unknown,
  serialization: 'json' | 'advanced' = 'json',
): Promise<string> {
  const child = fork(waiting, { serialization });
  const said = await thrown(() => child.send(message as string));
  child.kill('SIGKILL');
  return said;
}

export const proofs: Proofs = {
  /**
   * A message to a channel that is closed, or whose other side has gone.
   * @zh 往已经关闭、或对面已经不在的通道里发消息。
   */
  'errors-channel-closed': async () => {
    const [child, other] = [fork(waiting), fork(waiting)];
    child.disconnect();
    other.disconnect();
    const after = emitted(() => {
      child.send('late');
      return child;
    });
    const twice = emitted(() => {
      other.disconnect();
      return other;
    });
    const gone = spawn('sleep', ['30'], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    gone.kill();
    const state = () => readFileSync(`/proc/${gone.pid}/stat`, 'utf8');
    while (!state().includes(') Z')); // No turn of the loop: Node knows nothing.
    const broken = emitted(() => {
      gone.send('late');
      return gone;
    });
    return {
      'send() after disconnect()': await after,
      'disconnect() twice': await twice,
      'to a child that was killed': await broken,
    };
  },

  /**
   * A message that `send()` refuses, by what it is.
   * @zh `send()` 拒绝的消息，按内容分。
   */
  'errors-channel-message': async () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    return {
      'a function': await refused(() => {}),
      nothing: await refused(undefined),
      'a BigInt inside': await refused({ id: 1n }),
      'a cycle': await refused(cycle),
      'a function inside, advanced': await refused({ f: () => {} }, 'advanced'),
    };
  },

  /**
   * A handle that a channel cannot pass.
   * @zh 通道传不了的句柄。
   */
  'errors-channel-handle': async () => {
    const child = fork(waiting);
    const said = await thrown(() => child.send('take', {} as never));
    child.kill('SIGKILL');
    return said;
  },

  /**
   * `process.send` in a program that nobody forked.
   * @zh 不是被 fork 出来的程序里用 `process.send`。
   */
  'errors-no-channel': () => lastWords(`process.send('ready');`),

  /**
   * A listener more than ten on one emitter: one for each request, and never removed.
   * @zh 一个发射器上超过十个监听器：每个请求加一个，从不移除。
   */
  'errors-max-listeners': async () => {
    const { stderr } = await run(
      `for (let i = 0; i < 11; i += 1) process.on('message', () => {});`,
    );
    return lines(stderr, /MaxListeners/);
  },

  /**
   * Two processes that meet at a path: nobody listens, the file of a dead server, a path too long.
   * @zh 两个进程用路径会合：没人监听、死掉的服务器留下的文件、路径太长。
   */
  'errors-socket-path': async () => {
    const path = inTmp('api.sock');
    const missing = await emitted(() => connect(path));
    const server = createServer().listen(path);
    await once(server, 'listening');
    const second = await emitted(() => createServer().listen(path));
    server.close();
    const dead = spawn(process.execPath, [
      program(`import { createServer } from 'node:net';
        createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'));`),
    ]);
    await once(dead, 'exit');
    const stale = await emitted(() => connect(path));
    rmSync(path);
    writeFileSync(path, '');
    return {
      'no such file': missing,
      'somebody listens': second,
      'its server is dead': stale,
      'a file that is no socket': await emitted(() => connect(path)),
      'a path too long': await thrown(() =>
        once(createServer().listen(inTmp('x'.repeat(120))), 'listening'),
      ),
    };
  },

  /**
   * Files between processes: a lock that is there, a move to another file system, a folder that is not empty.
   * @zh 进程间用文件：锁文件已存在、移动到另一个文件系统、目录非空。
   */
  'errors-files': async () => {
    const [from, to] = [inTmp('report.txt'), '/dev/shm/report.txt'];
    writeFileSync(from, '');
    mkdirSync(inTmp('spool'));
    writeFileSync(inTmp('spool/1'), '');
    return {
      'a lock that is there': await thrown(() =>
        writeFileSync(from, '', { flag: 'wx' }),
      ),
      'another file system': await thrown(() => renameSync(from, to)),
      'no such folder': await thrown(() =>
        writeFileSync(inTmp('missing/report.txt'), ''),
      ),
    };
  },

  /**
   * A reader that takes a chunk of a pipe for one whole message.
   * @zh 把管道里的一块数据当成一条完整消息来解析。
   */
  'errors-framing': async () => ({
    'half a message': await thrown(() => JSON.parse('{"id":7,"te')),
    'two messages': await thrown(() => JSON.parse('{"id":7}{"id":8}')),
    nothing: await thrown(() => JSON.parse('')),
    'a line that was printed': await thrown(() => JSON.parse('loading config')),
  }),

  /**
   * A datagram larger than the protocol carries.
   * @zh 超过协议上限的 UDP 数据报。
   */
  'errors-datagram': async () => {
    const socket = createSocket('udp4');
    const error = await new Promise((resolve) =>
      socket.send(Buffer.alloc(70_000), 9, '127.0.0.1', resolve),
    );
    socket.close();
    return printed(error).replace(/127\S+/, '127.0.0.1:3000');
  },
};
