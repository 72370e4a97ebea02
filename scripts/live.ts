import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outputLines } from '../site/.vitepress/figures/output.ts';
import { timelineHtml } from '../site/.vitepress/timeline/index.ts';
import { findSnippet, type Snippet } from './catalog.ts';
import { missingNeeds } from './needs.ts';
import { root } from './paths.ts';
import { recordingEnvironment } from './recorder.ts';
import type { OutputChunk } from './recording.ts';
import { startSnippet } from './run.ts';
import { collectTrace, probeEnvironment } from './trace.ts';

/** Runs at the same time. */
const mostRuns = 2;
/** Milliseconds after which a run is ended. */
const timeLimit = 30_000;
/** Characters of output after which a run is ended. */
const mostOutput = 1_000_000;

/** What a page is told while its snippet runs, one JSON text to a line. */
export type LiveEvent =
  | { line: { at: number; stream: OutputChunk['stream']; html: string } }
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

interface LiveRequest {
  id: string;
  language: 'en' | 'zh';
  form: 'compact' | 'full';
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
export function liveRuns(base: string): LiveRuns {
  const token = randomBytes(32).toString('hex');
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
      return reply(response, 200, readFileSync(client, 'utf8'));
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
    order: LiveRequest,
    response: ServerResponse,
    signal: AbortSignal,
  ): Promise<void> {
    const temporary = await mkdtemp(join(tmpdir(), 'live-'));
    const probe = await mkdtemp(join(tmpdir(), 'live-probe-'));
    const started = process.hrtime.bigint();
    const env = recordingEnvironment(process.execPath, temporary);
    // What measures runs without the probe, as when it is recorded.
    const run = startSnippet(snippet, {
      env: snippet.measures ? env : probeEnvironment(probe, env),
      stdio: ['ignore', 'pipe', 'pipe'],
      timeLimit,
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
    const read = (['stdout', 'stderr'] as const).map(async (name) => {
      const source = run.child[name];
      if (!source) return;
      for await (const { at, text } of linesOf(source.setEncoding('utf8'), started)) {
        length += text.length;
        if (length > mostOutput) run.kill();
        else for (const line of outputLines([{ at, stream: name, text }])) send({ line });
      }
    });
    try {
      const { exit, duration, timedOut } = await run.ended;
      await Promise.all(read);
      const id = randomUUID();
      const trace = collectTrace(probe, { id: snippet.id, run: id, exit, duration, started });
      const timeline = timelineHtml(trace, order.language, order.form, id);
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

const client = join(root, 'site/.vitepress/timeline/live-client.js');

function reply(response: ServerResponse, status: number, text: string): void {
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  if (!response.hasHeader('Content-Type'))
    response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.writeHead(status);
  response.end(text);
}

/** Whether the request names this machine by a loopback name and the port that it came to. */
function fromLoopback(request: IncomingMessage): boolean {
  const { localPort } = request.socket;
  const hosts = ['localhost', '127.0.0.1', '[::1]'].map((name) => `${name}:${localPort}`);
  return hosts.includes(request.headers.host ?? '');
}

/** Whether a script or page of the same origin sent the request, by what browsers say about it. */
function fromOwnOrigin({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  return headers.origin === undefined || headers.origin === `http://${headers.host}`;
}

function sameToken(given: string | string[] | undefined, token: string): boolean {
  if (typeof given !== 'string') return false;
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The body, as far as one can be in order: an order is short. */
async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) {
    body += String(chunk);
    if (body.length > 1000) return '';
  }
  return body;
}

/** Reads an order; undefined where it is none. */
function parseOrder(body: string): LiveRequest | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { id, language, form } = value as Record<string, unknown>;
  if (typeof id !== 'string' || !/^[a-z0-9-]+$/.test(id)) return undefined;
  return {
    id,
    language: language === 'zh' ? 'zh' : 'en',
    form: form === 'full' ? 'full' : 'compact',
  };
}

/** Whole lines as they come, with when they came in seconds; at the end also one without its newline. */
async function* linesOf(
  source: AsyncIterable<unknown>,
  started: bigint,
): AsyncGenerator<{ at: number; text: string }> {
  let rest = '';
  const now = (): number => Number(process.hrtime.bigint() - started) / 1e9;
  for await (const chunk of source) {
    const at = now();
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield { at, text: `${line}\n` };
    // A program that prints without newlines must not fill the memory.
    if (rest.length > mostOutput) {
      yield { at, text: rest };
      rest = '';
    }
  }
  if (rest) yield { at: now(), text: rest };
}
