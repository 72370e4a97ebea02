import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { inTmp } from '../../proving-files.ts';
import { endOf, program, run, type Proofs } from '../../proving.ts';

const node = process.execPath;

export const proofs: Proofs = {
  /**
   * `NODE_OPTIONS` names a file by `./setup.cjs`, and the program starts another Node.js.
   * @zh `NODE_OPTIONS` 用 `./setup.cjs` 指定了文件，而程序又启动了另一个 Node.js。
   */
  'node-options-inherited': async () => {
    mkdirSync(inTmp('elsewhere'));
    writeFileSync(inTmp('setup.cjs'), '');
    const tried = async (options: string): Promise<string> => {
      const source = `import { spawnSync } from 'node:child_process';
        const { status, stderr } = spawnSync(process.execPath, ['-e', ''], { encoding: 'utf8', ${options} });
        console.log('exit ' + status + (stderr.includes('Cannot find module') ? ', Cannot find module' : ''));`;
      const env = { ...process.env, NODE_OPTIONS: '--require ./setup.cjs' };
      return (await run(source, { cwd: inTmp('.'), env })).stdout;
    };
    const elsewhere = `cwd: '${inTmp('elsewhere')}'`;
    return {
      'the same folder': await tried(''),
      'another folder': await tried(elsewhere),
      'another folder, NODE_OPTIONS taken out': await tried(
        `${elsewhere}, env: { ...process.env, NODE_OPTIONS: '' }`,
      ),
    };
  },

  /**
   * A test starts `node --test` with a file whose test fails, with its own environment, and without one variable of it.
   * @zh 测试里启动 `node --test` 去跑一个会失败的测试：环境原样传下去，以及去掉其中一个变量。
   */
  'test-inside-test': () => {
    const failing = program(
      `import test from 'node:test';
      test('fails', () => { throw new Error('as it should'); });`,
      '.test.mjs',
    );
    const outer = program(
      `import test from 'node:test';
      import { spawnSync } from 'node:child_process';
      import { writeFileSync } from 'node:fs';
      const { NODE_TEST_CONTEXT, ...clean } = process.env;
      const status = (env) => spawnSync(process.execPath, ['--test', '${failing}'], { env }).status;
      test('starts', () => writeFileSync('${inTmp('seen')}.json',
        JSON.stringify({ 'as it is': status(process.env), 'without NODE_TEST_CONTEXT': status(clean) })));`,
      '.test.mjs',
    );
    const env = { ...process.env };
    delete env.NODE_TEST_CONTEXT;
    spawnSync(node, ['--test', outer], { env });
    const seen = JSON.parse(
      readFileSync(`${inTmp('seen')}.json`, 'utf8'),
    ) as Record<string, number>;
    return Object.fromEntries(
      Object.entries(seen).map(([name, status]) => [
        name,
        endOf({ code: status, signal: null }),
      ]),
    );
  },

  /**
   * A program that Node.js has made a single executable calls `fork()` with a file.
   * @zh 用 Node.js 做成单一可执行文件的程序，调用 `fork()` 并给出一个文件。
   */
  'single-executable-fork': async () => {
    const { stderr } = await run('', {
      execArgv: ['--build-sea', inTmp('none')],
    });
    if (stderr.includes('bad option')) return 'cannot build one by itself';
    writeFileSync(
      inTmp('main.cjs'),
      `
      const { fork } = require('node:child_process');
      if (process.send) { console.log('the program starts again, with ' + process.argv[2]); process.disconnect(); }
      else fork('child.js');`,
    );
    const config = {
      main: inTmp('main.cjs'),
      output: inTmp('app'),
      disableExperimentalSEAWarning: true,
    };
    writeFileSync(inTmp('sea.json'), JSON.stringify(config));
    const built = spawnSync(node, ['--build-sea', inTmp('sea.json')], {
      encoding: 'utf8',
    });
    if (built.status !== 0) throw new Error(built.stderr);
    return spawnSync(inTmp('app'), { encoding: 'utf8' }).stdout.trim();
  },
};
