// The reference service, as overlapping-faults.ts runs it: how to start it, what its log says, what it promises.
import type { Service } from './overlapping-faults.running.ts';
import { deploy } from './production-app.tools.ts';

// #region service
export const productionApp: Service = {
  start: 'production-app.primary.ts',
  env: { DEADLINE: '1500', START_LIMIT: '15000' },
  says: {
    start: /place 1: worker starts/,
    ready: /^ready/,
    reload: /worker starts/,
    retiring: /the one before leaves/,
    reloaded: /^reload (done|stopped)/,
    stopping: /^stopping/,
    stopped: /^cut: /,
    cut: /gone, SIGKILL/,
    gaveUp: /^giving up/,
  },
  workers: 2,
  deadline: 1_500,
  paths: ['/', '/slow', '/'],
  grace: 250,
  deploy: (folder, good) =>
    deploy(folder, good ? '{ "greeting": "hello" }' : '{ "greeting": '),
  keepsRelease: true,
  codes: [0, 1, 2],
};
// #endregion service
