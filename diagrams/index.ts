import { join } from 'node:path';
import { nearest, UserError } from '../scripts/terminal/messages.ts';
import { root } from '../scripts/checkout/paths.ts';
import { atomicsWaitNotify } from './atomics-wait-notify.ts';
import { beyondOneMachine } from './beyond-one-machine.ts';
import { childProcessCalls } from './child-process-calls.ts';
import { cloneTransferShare } from './clone-transfer-share.ts';
import { clusterArchitecture } from './cluster-architecture.ts';
import { decisionTree } from './decision-tree.ts';
import { toAscii } from './drawing/ascii.ts';
import type { Diagram } from './drawing/model.ts';
import { toSvg } from './drawing/svg.ts';
import { eventLoop } from './event-loop.ts';
import { gracefulShutdown } from './graceful-shutdown.ts';
import { ipcChannel } from './ipc-channel.ts';
import { masterWorker } from './master-worker.ts';
import { pm2Daemon } from './pm2-daemon.ts';
import { pm2Reload } from './pm2-reload.ts';
import { processVsThread } from './process-vs-thread.ts';
import { rollingRestart } from './rolling-restart.ts';
import { roundRobin } from './round-robin.ts';
import { sharedStateRedis } from './shared-state-redis.ts';
import { stdioPipes } from './stdio-pipes.ts';
import { stickySession } from './sticky-session.ts';
import { threadPool } from './thread-pool.ts';

/** Every diagram, in the order of the gallery. */
export const diagrams: readonly Diagram[] = [
  processVsThread,
  eventLoop,
  childProcessCalls,
  stdioPipes,
  ipcChannel,
  masterWorker,
  threadPool,
  cloneTransferShare,
  atomicsWaitNotify,
  clusterArchitecture,
  roundRobin,
  rollingRestart,
  gracefulShutdown,
  pm2Daemon,
  pm2Reload,
  stickySession,
  sharedStateRedis,
  decisionTree,
  beyondOneMachine,
];

/** Both forms of a diagram, with its words in one language. */
export interface DrawnDiagram {
  /** An SVG element in the theme's colours, with a title and a description; it goes into the page as it is. */
  svg: string;
  /** Lines of text, the same in both languages. */
  ascii: string;
  title: string;
  description: string;
  /** Its source. */
  file: string;
}

/** The ids of all diagrams, in the order of the gallery. */
export const diagramIds = (): string[] => diagrams.map(({ id }) => id);

/**
 * Draws one diagram.
 *
 * @throws UserError where there is no diagram of that id.
 */
export function readDiagram(id: string, lang: 'en' | 'zh'): DrawnDiagram {
  const diagram = diagrams.find((candidate) => candidate.id === id);
  if (!diagram) {
    throw new UserError(
      `There is no diagram "${id}". Did you mean ${nearest(id, diagramIds()).join(' or ')}? There are: ${diagramIds().join(', ')}`,
      2,
    );
  }
  const words = diagram[lang];
  return {
    svg: toSvg(diagram.items, words),
    ascii: toAscii(diagram.items),
    ...words,
    file: join(root, 'diagrams', `${id}.ts`),
  };
}
