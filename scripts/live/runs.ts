import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { findSnippet, type Snippet } from '../catalog/catalog.ts';
import { timeLimitOf } from '../waiting/limits.ts';
import { missingNeeds } from '../catalog/needs.ts';
import { mostOutput, readOutput } from '../running/output.ts';
import { recordingEnvironment } from '../running/environment.ts';
import type { OutputChunk } from '../recording/recording.ts';
import { startSnippet } from '../running/run.ts';
import { removeAbandoned, temporaryFolder } from '../running/temporary.ts';
import { collectTrace } from '../timeline/collect.ts';
import { probeEnvironment } from '../timeline/probe.ts';
import type { Trace } from '../timeline/trace.ts';
import { lineSplitter } from './lines.ts';
import {
  fromLoopback,
  fromOwnOrigin,
  parseOrder,
  readBody,
  sameToken,
  type Order,
} from './requests.ts';

/** Runs at the same time. */
const mostRuns = 2;

/** What a page is told while its snippet runs, one JSON text to a line. */
export type LiveEvent =
  | { line: DrawnLine }
  | {
      end: {
        exit: number | string;
        /** Milliseconds. */
        duration: number;
        /** Why the run was ended before its time. */
        cut?: 'time' | 'output';
        timeline?: string;
      };
    };

/** One line of output, as the page shows it. */
interface DrawnLine {
  at: number;
  stream: OutputChunk['stream'];
  html: string;
}

/** What the site brings: how its pages draw a run. */
export interface Drawing {
  /** The file that runs in the page, which is no part of the built site. */
  client: string;
  /** Output as lines of HTML, in which nothing acts on the page. */
  lines: (output: readonly OutputChunk[]) => readonly DrawnLine[];
  /** A timeline as HTML; undefined where there is nothing to draw. @param run - What its ids are told apart by. */
  timeline: (trace: Trace, order: Order, run: string) => string | undefined;
}

/** Answers the requests of Run buttons, and ends what it started. */
export interface LiveRuns {
  /** @returns whether the request was one of its own. */
  handler: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Ends all runs; nothing of them is left when it resolves. */
  close: () => Promise<void>;
}

/**
 * Runs snippets for pages of the site that this machine serves to itself.
 *
 * A page elsewhere must not be able to start anything, so a request has to name a loopback host (no
 * rebound name gets in), has to come from the site's own origin, and has to carry a token that is new at
 * each start and that only a script of this origin can read. It names a snippet of the catalog, no path
 * and no command.
 *
 * @param base - The path below which the site lives.
 */
export function liveRuns(base: string, drawing: Drawing): LiveRuns {
  const token = randomBytes(32).toString('hex');
  removeAbandoned();
  const running = new Map<AbortController, Promise<void>>();

  const handler = (request: IncomingMessage, response: ServerResponse): boolean => {
    const path = request.url ?? '';
    if (!path.startsWith(`${base}live/`)) return false;
    answer(request, response, path.slice(`${base}live/`.length)).catch((error: unknown) => {
      console.error(error);
      if (!response.headersSent) reply(response, 500, 'The run failed.');
      response.end();
    });
    return true;
  };

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    what: string,
  ): Promise<void> {
    if (!fromLoopback(request)) return reply(response, 403, 'Not from this machine.');
    if (!fromOwnOrigin(request)) return reply(response, 403, 'Not from this site.');
    if (request.method === 'GET' && what === 'client.js') {
      response.setHeader('Content-Type', 'text/javascript; charset=utf-8');
      return reply(response, 200, readFileSync(drawing.client, 'utf8'));
    }
    if (request.method === 'GET' && what === 'token') return reply(response, 200, token);
    if (request.method !== 'POST' || what !== 'run') return reply(response, 404, 'Not found.');
    // Browsers send an origin with every POST.
    if (request.headers.origin === undefined || !sameToken(request.headers['x-live-token'], token))
      return reply(response, 403, 'The token is wrong: reload the page.');
    const order = parseOrder(await readBody(request));
    const snippet = order && findSnippet(order.id);
    if (!order || !snippet) return reply(response, 404, 'There is no such snippet.');
    const [missing] = missingNeeds(snippet.needs);
    if (missing) return reply(response, 409, `${missing.name} is missing: ${missing.mend}`);
    if (running.size >= mostRuns)
      return reply(response, 429, `${mostRuns} snippets are running already.`);
    // Counted before anything is awaited, so that two requests at once cannot both be the last.
    const abort = new AbortController();
    const done = stream(snippet, order, response, abort.signal).finally(() =>
      running.delete(abort),
    );
    running.set(abort, done);
    await done;
  }

  async function stream(
    snippet: Snippet,
    order: Order,
    response: ServerResponse,
    signal: AbortSignal,
  ): Promise<void> {
    const temporary = await temporaryFolder('files');
    const probe = await temporaryFolder('probe');
    const started = process.hrtime.bigint();
    const env = recordingEnvironment(process.execPath, temporary);
    // What measures runs without the probe, as when it is recorded.
    const run = startSnippet(snippet, {
      env: snippet.measures ? env : probeEnvironment(probe, env),
      stdio: ['ignore', 'pipe', 'pipe'],
      timeLimit: timeLimitOf(snippet),
    });
    const kill = (): void => run.kill();
    signal.addEventListener('abort', kill);
    response.on('close', kill);
    if (signal.aborted || response.destroyed) kill();
    response.writeHead(200, {
      'Content-Type': 'application/x-ndjson',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    });
    response.flushHeaders();
    const send = (event: LiveEvent): void => void response.write(`${JSON.stringify(event)}\n`);

    let length = 0;
    const readings = (['stdout', 'stderr'] as const).flatMap((stream) => {
      const source = run.child[stream];
      if (!source) return [];
      const lines = lineSplitter(started, ({ at, text }) => {
        for (const line of drawing.lines([{ at, stream, text }])) send({ line });
      });
      const reading = readOutput(source, (text) => {
        length += text.length;
        if (length > mostOutput) run.kill();
        else lines.push(text);
      });
      return [{ ...reading, end: lines.end }];
    });
    try {
      const { exit, duration, timedOut } = await run.ended;
      await Promise.all(readings.map((reading) => reading.stop()));
      for (const { end } of readings) end();
      const id = randomUUID();
      const trace = collectTrace(probe, { id: snippet.id, run: id, exit, duration, started });
      const timeline = drawing.timeline(trace, order, id);
      const cut = timedOut ? 'time' : length > mostOutput ? 'output' : undefined;
      send({ end: { exit, duration, ...(cut && { cut }), ...(timeline && { timeline }) } });
    } finally {
      await rm(temporary, { recursive: true, force: true });
      await rm(probe, { recursive: true, force: true });
      response.end();
    }
  }

  return {
    handler,
    async close() {
      for (const abort of running.keys()) abort.abort();
      await Promise.allSettled(running.values());
    },
  };
}

function reply(response: ServerResponse, status: number, text: string): void {
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  if (!response.hasHeader('Content-Type'))
    response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.writeHead(status);
  response.end(text);
}
