// The file that worker-eval.ts starts by its URL.
import { parentPort } from 'node:worker_threads';

const answer: string = 'types are stripped in workers too';
parentPort?.postMessage(answer);
