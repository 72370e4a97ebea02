import { once } from 'node:events';
import {
  existsSync,
  renameSync,
  watch,
  writeFileSync,
  type FSWatcher,
} from 'node:fs';
import { mkdtemp, open, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inTmp } from '../../proving-files.ts';
import { attempt, run, type Proofs } from '../../proving.ts';

export const proofs: Proofs = {
  /**
   * A file is replaced by a rename, twice: what does a watcher of the file tell, and one of its folder?
   * @zh 文件两次被改名替换：盯文件的 watcher 和盯目录的 watcher 各报告什么？
   */
  'watch-renamed-file': async () => {
    const path = inTmp('config.json');
    writeFileSync(path, '0');
    const seen = { file: 0, folder: 0 };
    const watchers: FSWatcher[] = [
      watch(path, () => seen.file++),
      watch(tmpdir(), (_, name) => {
        if (name === 'config.json') seen.folder++;
      }),
    ];
    /** Replaces the file; both watchers have been told once the fence is seen. */
    const replaced = async (text: string): Promise<string> => {
      Object.assign(seen, { file: 0, folder: 0 });
      writeFileSync(`${path}.new`, text);
      renameSync(`${path}.new`, path);
      const fence = inTmp(`fence-${text}`);
      const told = new Promise<void>((resolve) => {
        watchers[1]!.on('change', (_, name) => {
          if (name === `fence-${text}`) resolve();
        });
      });
      writeFileSync(fence, '');
      await told;
      const heard = (count: number): string => (count > 0 ? 'told' : 'silent');
      return `file ${heard(seen.file)}, folder ${heard(seen.folder)}`;
    };
    const outcome = { first: await replaced('1'), second: await replaced('2') };
    for (const watcher of watchers) watcher.close();
    return outcome;
  },

  /**
   * A rename to another file system.
   * @zh 改名到另一个文件系统。
   */
  'rename-elsewhere': async () => {
    const elsewhere = await mkdtemp('/dev/shm/proof-');
    writeFileSync(inTmp('a'), '');
    try {
      return {
        'same file system': await attempt(() => rename(inTmp('a'), inTmp('b'))),
        another: await attempt(() => rename(inTmp('b'), join(elsewhere, 'b'))),
      };
    } finally {
      await rm(elsewhere, { recursive: true });
    }
  },

  /**
   * A lock file, by how its owner ends.
   * @zh 锁文件，看持有者怎么结束。
   */
  'lock-file-left': async () => {
    const after = async (end: string): Promise<string> => {
      const path = inTmp(`lock-${end.length}`);
      await run(`
        import { openSync, rmSync } from 'node:fs';
        openSync('${path}', 'wx');
        process.on('exit', () => rmSync('${path}'));
        ${end}`);
      const again = await attempt(async () => (await open(path, 'wx')).close());
      return again === 'fine' ? 'free' : again;
    };
    return {
      'process.exit()': await after('process.exit();'),
      SIGKILL: await after("process.kill(process.pid, 'SIGKILL');"),
    };
  },

  /**
   * A file that somebody has open is replaced by a rename: what does a reader have?
   * @zh 有人正打开着文件，文件被改名替换：读的一方拿到什么？
   */
  'rename-under-reader': async () => {
    writeFileSync(inTmp('data'), 'old text');
    const early = await open(inTmp('data'));
    writeFileSync(inTmp('data.new'), 'new text');
    renameSync(inTmp('data.new'), inTmp('data'));
    const late = await open(inTmp('data'));
    const seen = {
      'opened before': String(await early.readFile()),
      'opened after': String(await late.readFile()),
    };
    await Promise.all([early.close(), late.close()]);
    return seen;
  },

  /**
   * Ten updates of a file, one after the other: does a reader see each?
   * @zh 对文件接连更新十次：读的一方每次都看得到吗？
   */
  'watch-merges-updates': async () => {
    const path = inTmp('value');
    writeFileSync(path, '0');
    const { readFileSync } = await import('node:fs');
    const values = new Set<string>();
    const watcher = watch(tmpdir(), (_, name) => {
      if (name === 'value' && existsSync(path))
        values.add(readFileSync(path, 'utf8'));
    });
    for (let i = 1; i <= 10; i++) {
      writeFileSync(`${path}.new`, String(i)); // No turn of the loop between.
      renameSync(`${path}.new`, path);
    }
    while (!values.has('10')) await once(watcher, 'change');
    watcher.close();
    return `sees ${[...values].join(', ')}`;
  },
};
