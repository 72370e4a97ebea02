import type { Exercise } from './kit/types.ts';
import childPipeline from './child-pipeline/exercise.ts';
import findBugs from './find-bugs/exercise.ts';
import frames from './frames/exercise.ts';
import gracefulShutdown from './graceful-shutdown/exercise.ts';
import ipcRequest from './ipc-request/exercise.ts';
import mutex from './mutex/exercise.ts';
import parallelMap from './parallel-map/exercise.ts';
import processPool from './process-pool/exercise.ts';
import restartBackoff from './restart-backoff/exercise.ts';
import ringBuffer from './ring-buffer/exercise.ts';
import rollingRestart from './rolling-restart/exercise.ts';
import runCommand from './run-command/exercise.ts';
import sharedCounter from './shared-counter/exercise.ts';
import stickyRouting from './sticky-routing/exercise.ts';
import threadPool from './thread-pool/exercise.ts';

/** All exercises by their folders, in the order in which they are listed. */
export const exercises: Readonly<Record<string, Exercise<never>>> = {
  mutex,
  'ring-buffer': ringBuffer,
  'run-command': runCommand,
  frames,
  'child-pipeline': childPipeline,
  'find-bugs': findBugs,
  'ipc-request': ipcRequest,
  'restart-backoff': restartBackoff,
  'process-pool': processPool,
  'thread-pool': threadPool,
  'parallel-map': parallelMap,
  'graceful-shutdown': gracefulShutdown,
  'rolling-restart': rollingRestart,
  'sticky-routing': stickyRouting,
  'shared-counter': sharedCounter,
};
