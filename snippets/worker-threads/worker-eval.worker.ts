// The file that worker-eval.ts starts by URL.
import { parentPort } from 'node:worker_threads';

const answer: string = 'types are stripped here too';
parentPort?.postMessage(answer);
