import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { constants } from 'node:zlib';
import compression from 'compression';
import sirv from 'sirv';
import { headersFor, readHeaders, textTypes } from './publish/headers.ts';

export interface ServeOptions {
  /** The built site. */
  dist: string;
  /** The path below which it lives. */
  base: string;
  /** 0 for any free port. */
  port: number;
  /** Answers some requests before the files do. @returns whether it took the request. */
  handler?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

/**
 * Serves a built site on loopback as a static host does: compressed, extensionless, with its own 404.
 *
 * @throws The server's error, such as EADDRINUSE.
 */
export async function serveSite({
  dist,
  base,
  port,
  handler,
}: ServeOptions): Promise<{ url: string; close: () => Promise<void> }> {
  // As a host would: with the headers that the build wrote.
  const rules = readHeaders(readFileSync(join(dist, '_headers'), 'utf8'));
  const files = sirv(dist, {
    extensions: ['html'],
    etag: true,
    setHeaders(response, path) {
      const type = textTypes[path.split('.').at(-1)!];
      if (type) response.setHeader('Content-Type', `${type}; charset=utf-8`);
      for (const [name, value] of Object.entries(headersFor(base + path.slice(1), rules)))
        response.setHeader(name, value);
    },
  });
  // Level 5 is what hosts use for what they compress on the way.
  const compress = compression({ brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } } });
  const notFound = (response: ServerResponse): void => {
    response.writeHead(404, { 'Content-Type': 'text/html; charset=utf-8' });
    response.end(readFileSync(join(dist, '404.html')));
  };

  const server = createServer((request, response) => {
    if (handler?.(request, response)) return;
    compress(
      request as Parameters<typeof compress>[0],
      response as Parameters<typeof compress>[1],
      () => {
        if (!request.url?.startsWith(base)) return notFound(response);
        request.url = `/${request.url.slice(base.length)}`;
        files(request, response, () => notFound(response));
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actual}${base}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
