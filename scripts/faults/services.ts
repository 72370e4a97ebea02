import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  faults,
  moments,
  type Fault,
  type Moment,
} from '../../snippets/production/overlapping-faults.plan.ts';
import { install, type Service } from '../../snippets/production/overlapping-faults.running.ts';
import { productionApp } from '../../snippets/production/overlapping-faults.service.ts';

/** A service, and which moments it has and which faults can befall it. */
export interface Subject {
  service: Service;
  moments: readonly Moment[];
  faults: readonly Fault[];
}

const file = (name: string): URL => new URL(`../../snippets/${name}.ts`, import.meta.url);
const without = (...patterns: RegExp[]): Fault[] =>
  faults.filter((fault) => !patterns.some((pattern) => pattern.test(fault)));

const rollingRestart: Service = {
  start: 'rolling-restart.primary.ts',
  env: { DEADLINE: '1500' },
  says: {
    start: /^starting/,
    ready: /^up/,
    reload: /starts/,
    retiring: /may go$/,
    reloaded: /^(rolled|roll-out stopped)/,
    stopping: /^stopping/,
    stopped: /^stopped/,
    cut: /was cut off/,
    gaveUp: /^giving up/,
  },
  workers: 2,
  deadline: 1_500,
  paths: ['/'],
  grace: 300,
  deploy(folder, good) {
    const roles = ['primary', 'member', 'worker'];
    const files = roles.map((role) => file(`cluster/rolling-restart.${role}`));
    if (good) install(files, folder);
    writeFileSync(join(folder, 'release'), good ? 'hello' : 'crashes');
  },
  keepsRelease: false,
  triesOnce: true,
  codes: [0, 1, 2],
};

const workerRestart: Service = {
  start: 'worker-restart.primary.ts',
  env: { DEADLINE: '1500', START_LIMIT: '15000' },
  args: ['2'],
  says: {
    start: /^worker 1 is ready/,
    ready: /is steady/,
    stopping: /^stopping/,
    stopped: /^stopped/,
    gaveUp: /giving up/,
  },
  workers: 2,
  deadline: 1_500,
  paths: [],
  grace: 0,
  deploy(folder, good) {
    const roles = ['primary', 'worker'];
    if (good)
      install(
        roles.map((role) => file(`cluster/worker-restart.${role}`)),
        folder,
      );
    // While this file is there, workers crash in their start.
    else writeFileSync(join(folder, 'release'), '');
  },
  keepsRelease: false,
  codes: [0, 70, 0],
};

const gracefulShutdown: Service = {
  start: 'graceful-shutdown.server.ts',
  env: { DEADLINE: '1500' },
  args: ['graceful'],
  says: {
    start: /^listening/,
    ready: /^listening/,
    stopping: /^closing/,
    stopped: /^database closed/,
    cut: /^deadline passed/,
  },
  workers: 0,
  deadline: 1_500,
  paths: ['/', '/slow', '/'],
  grace: 100,
  deploy(folder, good) {
    if (good) install([file('production/graceful-shutdown.server')], folder);
  },
  keepsRelease: true,
  codes: [0, 0, 1],
};

const alone: Moment[] = ['start', 'ready', 'load', 'stopping'];
/** The services, by the names of their snippets. */
export const subjects: Record<string, Subject> = {
  'production-app': { service: productionApp, moments, faults },
  'rolling-restart': {
    service: rollingRestart,
    moments,
    faults: without(/upload/, /operators/),
  },
  'worker-restart': {
    service: workerRestart,
    moments: alone,
    faults: without(/SIGHUP/, /client|half|upload/, /port/),
  },
  'graceful-shutdown': {
    service: gracefulShutdown,
    moments: alone,
    faults: without(/SIGHUP|kill|STOP|CONT/, /start|fork|release/, /port/),
  },
};
