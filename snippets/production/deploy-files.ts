/**
 * Reads a Dockerfile, a Compose file, a Kubernetes Deployment and a systemd unit, starts the
 * service by what they say, asks it what their probes ask, and stops it as they would.
 *
 * @zh 读取 Dockerfile、Compose 文件、Kubernetes Deployment 和 systemd unit，照它们写的启动服务，照它们的探针去问，再照它们的方式停止。
 * @uses production-app
 * @needs systemd-analyze, posix
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { deploy, freePort, serve } from './production-app.tools.ts';

const at = (name: string): string =>
  join(import.meta.dirname, `deploy-files.${name}`);
function cat(name: string): string {
  const text = readFileSync(at(name), 'utf8').trim();
  console.log(`$ cat deploy-files.${name}\n${text}`);
  return text;
}

// #region image
const image = cat('Dockerfile');
// #endregion image
// #region compose
const compose = load(cat('compose.yaml')) as Compose;
// #endregion compose
// #region manifest
const { spec } = (load(cat('kubernetes.yaml')) as Deployment).spec.template;
// #endregion manifest
// #region unit
const unit = cat('service');
const line = ['verify', '--recursive-errors=no', at('service')];
const verify = spawnSync('systemd-analyze', line, { encoding: 'utf8' });
// It also says what this machine lacks: the program, the user.
const unknown = /Unknown|Invalid|Failed to parse/i.test(verify.stderr);
console.log(
  'systemd-analyze verify:',
  unknown ? verify.stderr : 'no complaint',
);
// #endregion unit

// #region start
const [pod] = spec.containers;
const ports = Object.fromEntries(
  await Promise.all(
    pod!.ports.map(async ({ name }) => [name, await freePort()] as const),
  ),
);
const env: Record<string, string> = Object.fromEntries(
  pod!.env.map(({ name, value }) => [name, value]),
);
assert.deepEqual(compose.services.app.environment, env, 'two files, one truth');
// The names of the manifest, with ports that are free here.
Object.assign(env, { HOST: '127.0.0.1' });
Object.assign(env, { PORT: `${ports.http}` });
Object.assign(env, { OPERATORS_PORT: `${ports.operators}` });
const [, command] = JSON.parse(/^CMD (.*)$/m.exec(image)![1]!) as string[];
assert.equal(command, 'production-app.primary.ts', 'what serve() starts');
const folder = mkdtempSync(join(tmpdir(), 'deploy-files-'));
deploy(folder, '{ "greeting": "hello" }');
// Its own limits, long enough for a machine that is busy.
const limits = { START_LIMIT: '60000', DEADLINE: '20000' };
const { service, exited, until } = serve(folder, { ...env, ...limits });
// #endregion start

// #region probes
/** What a probe of the manifest comes to, as the kubelet would ask. */
async function probe({ httpGet, tcpSocket }: Probe): Promise<string> {
  if (httpGet) {
    const url = `http://127.0.0.1:${ports[httpGet.port]}${httpGet.path}`;
    return fetch(url).then(
      ({ status }) => `${status}`,
      () => 'refused',
    );
  }
  return new Promise((resolve) => {
    const socket = connect(ports[tcpSocket!.port]!, '127.0.0.1')
      .on('connect', () => socket.destroy())
      .on('close', (failed) => resolve(failed ? 'refused' : 'connected'))
      .on('error', () => {});
  });
}
async function probes(when: string): Promise<string[]> {
  const { startupProbe, readinessProbe, livenessProbe } = pod!;
  const all = [startupProbe, readinessProbe, livenessProbe];
  const [start, ready, live] = await Promise.all(all.map(probe));
  console.log(`${when}: start-up ${start}, ready ${ready}, live ${live}`);
  return [ready!, live!];
}
await until('ready');
const serving = await probes('serving');
const slow = fetch(`http://127.0.0.1:${ports.http}/slow`);
await fetch(`http://127.0.0.1:${ports.http}/`);
service.kill('SIGTERM'); // KillMode=mixed, the kubelet: the primary alone.
await until('stopping');
const leaving = await probes('after SIGTERM');
const answer = (await slow).status;
const code = await exited;
console.log(`the slow request: ${answer}; exit code ${code}`);
rmSync(folder, { recursive: true });
// #endregion probes

// #region sums
const [, pause] = pod!.lifecycle.preStop.exec.command;
const grace = spec.terminationGracePeriodSeconds - Number(pause);
const unitGrace = Number(/TimeoutStopSec=(\d+)/.exec(unit)![1]);
console.log(
  `left for the service: Kubernetes ${grace} s, systemd ${unitGrace} s`,
);
// #endregion sums

const own = 3 + 8; // Seconds: its deadline, and a worker that still starts.
assert.ok(!unknown && grace > own && unitGrace > own);
assert.deepEqual([serving, answer, code], [['200', 'connected'], 200, 0]);
assert.deepEqual(leaving, ['503', 'connected'], 'not ready is not dead');

interface Probe {
  httpGet?: { path: string; port: string };
  tcpSocket?: { port: string };
}
interface Deployment {
  spec: { template: { spec: Pod } };
}
interface Pod {
  terminationGracePeriodSeconds: number;
  containers: {
    env: { name: string; value: string }[];
    ports: { name: string; containerPort: number }[];
    startupProbe: Probe;
    readinessProbe: Probe;
    livenessProbe: Probe;
    lifecycle: { preStop: { exec: { command: string[] } } };
  }[];
}
interface Compose {
  services: { app: { environment: Record<string, string> } };
}
