import type { Level } from '../../../scripts/pages/levels.ts';

/** Names by the level from which on they belong to a day. */
export type ByLevel = Readonly<Partial<Record<Level, readonly string[]>>>;

/** What one day of the path holds. The page's text says why. */
export interface Day {
  /** Sections: `worker-threads#race`. */
  read: ByLevel;
  /** Snippets. */
  run: ByLevel;
  /** Questions; each says its level itself. */
  answer: readonly string[];
  /** Exercises. */
  write: ByLevel;
}

/** An interview in seven days. Every question has its day, and every topic is met. */
export const days: readonly Day[] = [
  {
    read: {
      basic: ['overview#what-runs-where', 'overview#event-loop-blocked', 'tracing#read'],
      intermediate: [
        'overview#process-and-thread',
        'overview#io-vs-cpu',
        'overview#no-data-race',
        'event-loop#puzzle',
      ],
      senior: ['event-loop#jobs', 'event-loop#starving'],
    },
    run: {
      basic: ['event-loop-blocked', 'process-vs-thread'],
      intermediate: ['loop-puzzle'],
      senior: ['libuv-threadpool'],
    },
    answer: [
      'single-threaded',
      'cpu-bound',
      'process-vs-thread',
      'event-loop-order',
      'io-or-cpu',
      'threadpool',
      'no-data-race',
      'loop-blocked',
    ],
    write: { basic: ['frames'] },
  },
  {
    read: {
      basic: ['child-process#four-calls', 'child-process#spawn'],
      intermediate: ['child-process#failures', 'child-process#exec-limits', 'starting#environment'],
      senior: [
        'child-process#command-injection',
        'child-process#backpressure',
        'wrappers#wrapper',
        'wrappers#ctrl-c',
      ],
    },
    run: {
      basic: ['spawn', 'spawn-errors'],
      intermediate: ['exit-vs-close'],
      senior: ['spawn-backpressure', 'kill-and-abort'],
    },
    answer: [
      'spawn-vs-exec',
      'exit-vs-close',
      'maxbuffer',
      'not-under-cron',
      'epipe',
      'command-injection',
      'unread-pipe',
      'kill-tree',
      'wrapper',
    ],
    write: { intermediate: ['run-command'] },
  },
  {
    read: {
      basic: ['fork#fork', 'ipc#channel'],
      intermediate: ['ipc#serialization', 'ipc#request-response', 'overview#process-exit'],
      senior: ['ipc#send-before-exit', 'ipc#job-queue', 'fork#sandbox', 'fork#orphans'],
    },
    run: {
      basic: ['ipc-message'],
      intermediate: ['ipc-request-response', 'process-exit'],
      senior: ['ipc-send-before-exit', 'ipc-send-socket'],
    },
    answer: [
      'fork',
      'ipc-serialization',
      'ipc-ways',
      'process-exit',
      'last-message',
      'job-queue',
      'pass-socket',
      'sandbox',
      'zombies',
    ],
    write: { basic: ['find-bugs'], intermediate: ['ipc-request'] },
  },
  {
    read: {
      basic: [
        'worker-threads#what-is-a-worker',
        'worker-threads#start',
        'worker-threads#structured-clone',
      ],
      intermediate: ['worker-threads#errors', 'worker-threads#transfer-list'],
      senior: [
        'worker-threads#resource-limits',
        'worker-threads#shared-memory',
        'worker-threads#race',
      ],
    },
    run: {
      basic: ['simple-worker', 'worker-isolation'],
      intermediate: ['structured-clone', 'transfer-list'],
      senior: ['atomics-race'],
    },
    answer: [
      'worker-lifetime',
      'child-process-vs-worker',
      'worker-errors',
      'structured-clone',
      'transfer-list',
      'buffer-pool',
      'heap-limit',
      'shared-memory',
      'lost-update',
    ],
    write: { senior: ['mutex'] },
  },
  {
    read: {
      basic: [
        'worker-threads#already-off-thread',
        'worker-threads#when-not',
        'worker-pool#speed-up',
        'worker-pool#worker-cost',
      ],
      intermediate: ['worker-pool#pool-naive', 'worker-pool#pool-correct', 'worker-files#bundlers'],
      senior: ['worker-flow#flow', 'worker-flow#cancelling', 'performance#worker-count'],
    },
    run: {
      basic: ['already-off-thread', 'worker-cost'],
      intermediate: ['pool-naive', 'pool-correct'],
      senior: ['thread-credits', 'cancel-running'],
    },
    answer: [
      'when-not-workers',
      'how-many-workers',
      'worker-bundler',
      'worker-flags',
      'worker-pool',
      'speed-up',
      'cancel-running-task',
      'worker-backpressure',
      'native-threads',
    ],
    write: { intermediate: ['thread-pool'] },
  },
  {
    read: {
      basic: [
        'cluster#what-is-cluster',
        'cluster#sharing-a-port',
        'cluster-state#state',
        'pm2#what-is-pm2',
      ],
      intermediate: ['cluster#events', 'pm2#modes'],
      senior: [
        'cluster#restart',
        'cluster#rolling-restart',
        'cluster-state#sticky-session',
        'pm2#reload',
        'pm2-operated#primary',
      ],
    },
    run: {
      basic: ['cluster-server', 'cluster-scheduling'],
      intermediate: ['cluster-state'],
      senior: ['rolling-restart'],
    },
    answer: [
      'cluster-balance',
      'sharing-state',
      'pm2-cluster-mode',
      'which-pm2',
      'blocked-worker',
      'crash-loop',
      'sticky-sessions',
      'zero-downtime',
      'pm2-reload',
    ],
    write: { senior: ['rolling-restart'] },
  },
  {
    read: {
      basic: [
        'choosing#decision',
        'production#error-handling',
        'production#graceful-shutdown',
        'errors#symptoms',
      ],
      intermediate: ['deploying#probes', 'performance#memory-usage'],
      senior: [
        'http-limits#timeouts',
        'http-limits#long-lived',
        'performance#load-test',
        'diagnosing#hot',
      ],
    },
    run: {
      basic: ['same-task-four-ways', 'error-handling'],
      intermediate: ['graceful-shutdown', 'memory-usage'],
      senior: ['hot-worker'],
    },
    answer: [
      'uncaught-exception',
      'sigterm',
      'graceful-shutdown',
      'drain-websockets',
      'http-timeouts',
      'liveness-readiness',
      'queue-deploy',
      'memory-growth',
      'lost-at-kill',
      'hot-worker',
      'qps',
    ],
    write: { intermediate: ['graceful-shutdown'] },
  },
];
