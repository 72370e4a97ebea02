import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { findSnippet, type Snippet } from '../catalog/catalog.ts';
import { whyNotTaken } from '../catalog/takes.ts';
import { timeLimitOf } from '../waiting/limits.ts';
import { missingNeeds } from '../catalog/needs.ts';
import { mostOutput, readOutput } from '../running/output.ts';
import { recordingEnvironment } from '../running/environment.ts';
import type { OutputChunk } from '../recording/recording.ts';
import { startSnippet } from '../running/run.ts';
import { removeAbandoned, temporaryFolder } from '../running/temporary.ts';
import { collectTrace } from '../timeline/collect.ts';
import { probeEnvironment } from '../timeline/probe.ts';
import { writeTrace } from '../timeline/files.ts';
import type { Trace } from '../timeline/trace.ts';
import { lineSplitter } from './lines.ts';
import { words } from './words.ts';
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

/** Runs that have ended whose traces are kept: a reader compares with one of the last. */
const mostKept = 8;

const clientFiles = ['client.js', 'client.css'] as const;

/** What a page is told while its snippet runs, one JSON text to a line. */
export type LiveEvent =
  | { line: DrawnLine }
  | {
      end: {
        /** Tells this run from others. */
        run: string;
        exit: number | string;
        /** Milliseconds. */
        duration: number;
        /** Why the run was ended before its time. */
        cut?: 'time' | 'output';
        /** It measures: its timeline comes from a second run, which begins now. */
        again?: true;
      };
    }
  | {
      drawn: {
        timeline: string;
        /** This timeline and, before it, that of the run before, on one time scale. */
        pair?: [before: string, own: string];
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
  /** Paths of the script that runs in the page and of its styles, which are no part of the built site. */
  client: Record<(typeof clientFiles)[number], string>;
  /** Output as lines of HTML, in which nothing acts on the page. */
  lines: (output: readonly OutputChunk[]) => readonly DrawnLine[];
  /** A timeline as HTML; undefined where there is nothing to draw. */
  timeline: (trace: Trace, order: Order, known: Known) => string | undefined;
}

/** What is known of a trace that is drawn. */
export interface Known {
  /** The run whose output stands beside it. */
  run: string;
  /** Where the trace itself can be had, until it is forgotten: below the site's base. */
  address: string;
  /** Another one, whose time scale it shares. */
  beside?: Trace;
}

/** A run that has ended. */
interface Kept {
  run: string;
  trace: Trace;
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
 * and no command, and gives it nothing but whole numbers within the limits of its header.
 *
 * @param base - The path below which the site lives.
 */
export function liveRuns(base: string, drawing: Drawing): LiveRuns {
  const token = randomBytes(32).toString('hex');
  removeAbandoned();
  const running = new Map<AbortController, Promise<void>>();
  /** By run, the oldest first. */
  const kept = new Map<string, Kept>();

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
    const file = clientFiles.find((name) => request.method === 'GET' && what === name);
    if (file) {
      const type = file.endsWith('.css') ? 'css' : 'javascript';
      response.setHeader('Content-Type', `text/${type}; charset=utf-8`);
      return reply(response, 200, readFileSync(drawing.client[file], 'utf8'));
    }
    if (request.method === 'GET' && what === 'token') return reply(response, 200, token);
    const wanted = request.method === 'GET' && /^trace\/([^/]+)$/.exec(what)?.[1];
    if (wanted) return replyWithTrace(response, wanted);
    if (request.method !== 'POST' || what !== 'run') return reply(response, 404, 'Not found.');
    // Browsers send an origin with every POST.
    if (request.headers.origin === undefined || !sameToken(request.headers['x-live-token'], token))
      return reply(response, 403, 'The token is wrong: reload the page.');
    const order = parseOrder(await readBody(request));
    const t = words[order?.language ?? 'en'];
    const snippet = order && findSnippet(order.id);
    if (!order || !snippet) return reply(response, 404, t.unknown);
    const why = whyNotTaken(snippet, order.values, order.language);
    if (why) return reply(response, 400, why);
    const [missing] = missingNeeds(snippet.needs);
    if (missing) return reply(response, 409, t.missing(missing.name, missing.mend));
    if (running.size >= mostRuns) return reply(response, 429, t.busy(mostRuns));
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
    closing: AbortSignal,
  ): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    if (response.destroyed) gone.abort();
    const signal = AbortSignal.any([closing, gone.signal]);
    response.writeHead(200, {
      'Content-Type': 'application/x-ndjson',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    });
    response.flushHeaders();
    const send = (event: LiveEvent): void => void response.write(`${JSON.stringify(event)}\n`);
    try {
      const onLine = (line: OutputChunk): void => {
        for (const drawn of drawing.lines([line])) send({ line: drawn });
      };
      const run = randomUUID();
      // What measures runs without the probe first, as when it is recorded.
      const first = await runOnce(snippet, order, {
        name: run,
        probed: !snippet.measures,
        signal,
        onLine,
      });
      const { exit, duration, cut } = first;
      const again = snippet.measures && !cut && !signal.aborted;
      send({ end: { run, exit, duration, ...(cut && { cut }), ...(again && { again }) } });
      const probed = again
        ? await runOnce(snippet, order, { name: randomUUID(), probed: true, signal })
        : first;
      if (signal.aborted || !probed.trace) return;
      const own = { run, trace: probed.trace };
      const timeline = draw(own, order);
      if (timeline === undefined) return;
      const before = kept.get(order.before ?? '');
      keep(own);
      send({ drawn: { timeline, ...pairOf(before, own, order) } });
    } finally {
      response.end();
    }
  }

  const draw = ({ run, trace }: Kept, order: Order, beside?: Trace): string | undefined =>
    drawing.timeline(trace, order, {
      run,
      address: `live/trace/${run}`,
      ...(beside && { beside }),
    });

  function pairOf(
    before: Kept | undefined,
    own: Kept,
    order: Order,
  ): { pair?: [before: string, own: string] } {
    if (before?.trace.otherData.id !== own.trace.otherData.id) return {};
    const left = draw(before, { ...order, form: 'full' }, own.trace);
    const right = draw(own, { ...order, form: 'full' }, before.trace);
    return left !== undefined && right !== undefined ? { pair: [left, right] } : {};
  }

  function keep(own: Kept): void {
    kept.set(own.run, own);
    for (const run of [...kept.keys()].slice(0, -mostKept)) kept.delete(run);
  }

  function replyWithTrace(response: ServerResponse, run: string): void {
    const found = kept.get(run);
    if (!found) return reply(response, 404, 'This run is forgotten: run it again.');
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    reply(response, 200, writeTrace(found.trace));
  }

  return {
    handler,
    async close() {
      for (const abort of running.keys()) abort.abort();
      await Promise.allSettled(running.values());
    },
  };
}

/** How a run ended, and what it did where the probe was there. */
interface Once {
  exit: number | string;
  duration: number;
  cut?: 'time' | 'output';
  trace?: Trace;
}

/** How a snippet is run once. */
interface OnceOptions {
  /** What its trace calls the run. */
  name: string;
  /** Whether the probe looks on. */
  probed: boolean;
  /** Ends it. */
  signal: AbortSignal;
  /** Gets what it prints, line by line. */
  onLine?: (line: OutputChunk) => void;
}

/** Runs a snippet with the numbers of an order, and leaves nothing behind. */
async function runOnce(
  snippet: Snippet,
  { values }: Order,
  { name, probed, signal, onLine }: OnceOptions,
): Promise<Once> {
  const temporary = await temporaryFolder('files');
  const probe = await temporaryFolder('probe');
  try {
    const started = process.hrtime.bigint();
    const env = recordingEnvironment(process.execPath, temporary);
    const run = startSnippet(snippet, {
      args: values.map(String),
      env: probed ? probeEnvironment(probe, env) : env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeLimit: timeLimitOf(snippet),
    });
    const kill = (): void => run.kill();
    signal.addEventListener('abort', kill);
    if (signal.aborted) kill();
    let length = 0;
    const readings = (['stdout', 'stderr'] as const).map((stream) => {
      const lines = lineSplitter(started, ({ at, text }) => onLine?.({ at, stream, text }));
      const reading = readOutput(run.child[stream]!, (text) => {
        length += text.length;
        if (length > mostOutput) run.kill();
        else lines.push(text);
      });
      return { ...reading, end: lines.end };
    });
    const { exit, duration, timedOut } = await run.ended;
    signal.removeEventListener('abort', kill);
    await Promise.all(readings.map((reading) => reading.stop()));
    for (const { end } of readings) end();
    const cut = timedOut ? 'time' : length > mostOutput ? 'output' : undefined;
    const trace = probed
      ? collectTrace(probe, { id: snippet.id, run: name, exit, duration, started })
      : undefined;
    return { exit, duration, ...(cut && { cut }), ...(trace && { trace }) };
  } finally {
    await rm(temporary, { recursive: true, force: true });
    await rm(probe, { recursive: true, force: true });
  }
}

function reply(response: ServerResponse, status: number, text: string): void {
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  if (!response.hasHeader('Content-Type'))
    response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.writeHead(status);
  response.end(text);
}
