import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

function pidIn(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return undefined; // Nobody is there any more, or never was.
  }
}
function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself, as it should.
  }
}

// #region isolated
/** A PM2 with a daemon of its own, which ends with this process. */
function shutIn(settings: NodeJS.ProcessEnv) {
  const home = mkdtempSync(join(tmpdir(), 'pm2-'));
  // Where this file is missing, PM2 asks its server for news.
  writeFileSync(join(home, 'touch'), '');
  // No figures of the whole machine below the table.
  const conf = { pm2: { sysmonit: 'false' } };
  writeFileSync(join(home, 'module_conf.json'), JSON.stringify(conf));
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    PM2_HOME: home, // A daemon, sockets and logs of its own.
    PM2_DISABLE_VERSION_CHECK: 'true', // The same news, once a day.
    ...settings,
  };
  const cli = fileURLToPath(import.meta.resolve('pm2/bin/pm2'));

  // Synchronous, so that it also runs after a failure or Ctrl-C.
  process.on('exit', () => {
    const daemon = pidIn(join(home, 'pm2.pid'));
    spawnSync(process.execPath, [cli, 'kill'], { env });
    // The command waits three seconds at most, and the daemon's last act may
    // be to write to its home. Its apps have ended by now.
    if (daemon) end(daemon);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  });
  process.on('SIGINT', () => process.exit(130));
  process.on('SIGTERM', () => process.exit(143));
  return { home, env, cli };
}
// #endregion isolated

export interface Isolated extends ReturnType<typeof shutIn> {
  /** Where commands run; may be set anew. */
  cwd: string;
  /** Runs a command, and prints it with its output. */
  pm2: (...args: string[]) => Promise<void>;
  /** Runs a command, prints nothing, and gives what it wrote to stdout. */
  quiet: (...args: string[]) => Promise<string>;
  /** A text without this machine's paths, and all memory in MB. */
  neat: (text: string) => string;
}

// #region commands
/** Its commands; `settings` join the environment of its daemon. */
export function isolate(settings: NodeJS.ProcessEnv = {}): Isolated {
  const { home, env, cli } = shutIn(settings);
  if (process.stdout.isTTY) env.FORCE_COLOR = '1';
  // A pipe has no width, and PM2 would draw its widest table.
  const narrow = '--import=data:text/javascript,process.stdout.columns=120';
  const command = (args: string[]) =>
    run(process.execPath, [narrow, cli, ...args], { env, cwd: own.cwd });

  const own: Isolated = {
    home,
    env,
    cli,
    cwd: import.meta.dirname,
    async pm2(...args) {
      console.log(`$ pm2 ${args.join(' ')}`);
      const { stdout, stderr } = await command(args);
      console.log(own.neat(stdout + stderr));
    },
    quiet: async (...args) => (await command(args)).stdout,
    neat(text) {
      const size = /(?<= )([\d.]+)([km]?)b +/g;
      const per = { m: 1, k: 1024, '': 2 ** 20 };
      const inMB = (cell: string, n: string, unit: 'k' | 'm' | ''): string =>
        `${(Number(n) / per[unit]).toFixed(1)} MB`.padEnd(cell.length);
      return text.trim().replaceAll(`${own.cwd}/`, '').replaceAll(size, inMB);
    },
  };
  return own;
}
// #endregion commands
