import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What a Run button asks for. */
export interface Order {
  id: string;
  language: 'en' | 'zh';
  form: 'compact' | 'full';
  /** What the snippet is given, as it came: nobody has looked at it yet. */
  values: readonly unknown[];
  /** The run that this one will be compared with. */
  before?: string;
}

/** Whether the request names this machine by a loopback name and the port that it came to. */
export function fromLoopback(request: IncomingMessage): boolean {
  const { localPort } = request.socket;
  const hosts = ['localhost', '127.0.0.1', '[::1]'].map((name) => `${name}:${localPort}`);
  return hosts.includes(request.headers.host ?? '');
}

/** Whether a script or page of the same origin sent the request, by what browsers say about it. */
export function fromOwnOrigin({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  return headers.origin === undefined || headers.origin === `http://${headers.host}`;
}

/** Whether a token is the right one, told in a time that says nothing about it. */
export function sameToken(given: string | string[] | undefined, token: string): boolean {
  if (typeof given !== 'string') return false;
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The body, as far as one can be in order: an order is short. */
export async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) {
    body += String(chunk);
    if (body.length > 1000) return '';
  }
  return body;
}

/** Reads an order; undefined where it is none. */
export function parseOrder(body: string): Order | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { id, language, form, values = [], before } = value as Record<string, unknown>;
  if (typeof id !== 'string' || !/^[a-z0-9-]+$/.test(id)) return undefined;
  return {
    id,
    language: language === 'zh' ? 'zh' : 'en',
    form: form === 'full' ? 'full' : 'compact',
    values: Array.isArray(values) ? (values as unknown[]) : [values],
    ...(typeof before === 'string' && { before }),
  };
}
