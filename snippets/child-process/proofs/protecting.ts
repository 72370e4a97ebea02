import { spawn } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { program, run, type Proofs } from '../../proving.ts';

/** Up to Node 22.12 the flag has another name. */
const permission = process.allowedNodeEnvironmentFlags.has('--permission')
  ? '--permission'
  : '--experimental-permission';

/** Text that tells what each of some attempts came to, one a line. */
const attempts = (works: Record<string, string>): string => `
  import fs from 'node:fs';
  import net from 'node:net';
  import { once } from 'node:events';
  import { execFileSync } from 'node:child_process';
  import { Worker } from 'node:worker_threads';
  const attempts = { ${Object.entries(works)
    .map(([name, work]) => `'${name}': async () => { ${work} }`)
    .join(', ')} };
  for (const [name, work] of Object.entries(attempts))
    console.log(name + '=' + await work().then(() => 'allowed', ({ code }) => code));
  process.exit();`;

const told = (stdout: string): Record<string, string> =>
  Object.fromEntries(
    stdout.split('\n').map((line) => line.split('=') as [string, string]),
  );

export const proofs: Proofs = {
  /**
   * A child of root with `uid` alone, and with `gid` as well: what has it still of root's?
   * @zh root 启动的子进程只设 `uid`，或同时设 `gid`：还剩哪些 root 的东西？
   * @needs root
   */
  'uid-without-gid': async () => {
    const secret = join(tmpdir(), 'secret');
    writeFileSync(secret, 'secret');
    chmodSync(secret, 0o640); // root:root
    chmodSync(tmpdir(), 0o755);
    const line = `id -u; id -g; id -G; echo "\${HOME:-none}"; cat ${secret} 2>&1`;
    process.setgroups!([0, 54321]); // So there is one to lose.
    const ids = async (options: object): Promise<string> => {
      const env = { ...process.env, HOME: '/root' };
      const child = spawn('sh', ['-c', line], { ...options, env });
      let output = '';
      for await (const chunk of child.stdout) output += chunk;
      const [uid, gid, groups, home, file] = output.split('\n');
      const read = file === 'secret' ? 'reads' : 'cannot read';
      return `uid ${uid}, gid ${gid}, groups ${groups}, HOME ${home}, ${read} a 0640 file of root`;
    };
    return {
      'no uid': await ids({}),
      'uid: 65534': await ids({ uid: 65534 }),
      'uid and gid: 65534': await ids({ uid: 65534, gid: 65534 }),
    };
  },

  /**
   * Under the permission model without further flags: what is kept away?
   * @zh 权限模型，不加别的参数：挡住了什么？
   */
  'permission-model': async () => {
    const file = program(
      attempts({
        'read a file': `fs.readFileSync('/etc/passwd')`,
        'write a file': `fs.writeFileSync('${tmpdir()}/mark', '')`,
        'start a program': `execFileSync('true')`,
        'start a thread': `new Worker('', { eval: true })`,
        connect: `const socket = net.connect(1, '127.0.0.1');
          const [error] = await Promise.race([once(socket, 'error'), once(socket, 'connect')]);
          if (error.code !== 'ECONNREFUSED') throw error;`,
      }),
    );
    const { stdout } = await run(`import '${file}';`, {
      execArgv: ['--no-warnings', permission, `--allow-fs-read=${tmpdir()}/*`],
    });
    return told(stdout);
  },

  /**
   * The flags that switch the permission model on.
   * @zh 打开权限模型的参数。
   */
  'permission-flags': async () => {
    const taken = async (flag: string): Promise<string> => {
      const { stdout, code } = await run(`console.log('runs')`, {
        execArgv: ['--no-warnings', flag, '--allow-fs-read=*'],
      });
      return stdout || `exit ${code}`;
    };
    return {
      '--permission': await taken('--permission'),
      '--experimental-permission': await taken('--experimental-permission'),
    };
  },

  /**
   * A heap limit of 64 MB, and 200 MB of Buffers, or of objects.
   * @zh 堆上限 64 MB，分配 200 MB 的 Buffer，或 200 MB 的对象。
   */
  'heap-limit-and-buffers': async () => {
    const ended = async (work: string): Promise<string> => {
      const { code, signal } = await run(`const kept = []; ${work}`, {
        execArgv: ['--max-old-space-size=64'],
      });
      return signal ?? `exit ${code}`;
    };
    return {
      Buffers: await ended(
        'for (let i = 0; i < 200; i++) kept.push(Buffer.alloc(1e6, 1));',
      ),
      objects: await ended(
        'for (let i = 0; i < 200; i++) kept.push(Array.from({ length: 50_000 }, () => ({})));',
      ),
    };
  },

  /**
   * Code in a `vm` context that got one object from outside: does it reach `process`?
   * @zh `vm` 上下文里的代码从外面拿到一个对象：能摸到 `process` 吗？
   */
  'vm-way-out': () => {
    const out = `.constructor.constructor('return typeof process')()`;
    const tried = (context: object, code: string): string =>
      String(runInContext(code, createContext(context)));
    return {
      'by itself': tried({}, 'typeof process'),
      'by the constructor of its global': tried({}, `this${out}`),
      'by that of an object it was given': tried({ given: [] }, `given${out}`),
      'a global without a prototype': tried(
        Object.create(null) as object,
        `this.constructor ? this${out} : 'no constructor'`,
      ),
    };
  },

  /**
   * A child with an empty environment: whose environment can it read?
   * @zh 环境变量为空的子进程：还能读到谁的环境变量？
   */
  'empty-environment': async () => {
    const { stdout } = await run(
      `import { spawnSync } from 'node:child_process';
       const script = "const { readFileSync } = require('fs'); const at = (pid) =>"
         + " readFileSync('/proc/' + pid + '/environ', 'latin1').includes('TOKEN=') ? 'TOKEN' : 'nothing';"
         + " console.log('its own=' + at('self')); console.log('of its parent=' + at(process.ppid));";
       const { stdout } = spawnSync(process.execPath, ['-e', script], { env: {}, encoding: 'utf8' });
       console.log(stdout.trim());`,
      { env: { ...process.env, TOKEN: 'secret' } },
    );
    return told(stdout);
  },
};
