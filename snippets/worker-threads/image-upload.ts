/**
 * Takes image uploads over HTTP, has a thread find their main colour, and answers what
 * is too large, no image, or broken; no temporary file stays.
 *
 * @zh 通过 HTTP 接收图片上传，由线程找出主色；太大的、不是图片的、损坏的都有答复，临时文件一个不留。
 * @uses worker-pool
 */
import express, { type ErrorRequestHandler } from 'express';
import multer from 'multer';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { WorkerPool } from './worker-pool.pool.ts';

const folder = await mkdtemp(join(tmpdir(), 'upload-'));
const pool = new WorkerPool<string, string>(
  new URL('./image-upload.worker.ts', import.meta.url),
  { size: 1, timeLimit: 10_000 },
);

// #region route
const upload = multer({
  dest: folder,
  limits: { fileSize: 200_000, files: 1 },
  // What the client says it is. Whether it is, the thread finds out.
  fileFilter: (_request, { mimetype }, done) =>
    done(null, mimetype.startsWith('image/')),
});
const app = express();

app.post('/colour', upload.single('image'), async (request, response) => {
  const { file } = request;
  if (!file) {
    response.status(415).send('not an image');
    return;
  }
  try {
    response.send(await pool.run(file.path));
  } catch (error) {
    // The thread's own words are for the log, not for the client.
    const { message, code } = error as NodeJS.ErrnoException;
    console.error(`${file.mimetype} failed: ${message.split('\n')[0]}`);
    response.status(code?.startsWith('ERR_POOL') ? 503 : 422);
    response.send('the image could not be read');
  } finally {
    await rm(file.path, { force: true }); // However it went.
  }
});

const tooLarge: ErrorRequestHandler = (error, _request, response, next) => {
  if (error.code !== 'LIMIT_FILE_SIZE') return next(error);
  response.status(413).send('too large'); // multer removed its part of it.
};
app.use(tooLarge);
// #endregion route

const server = app.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;

// #region uploads
const red = {
  width: 300,
  height: 200,
  channels: 3,
  background: '#c02020',
} as const;
const photo = await sharp({ create: red }).png().toBuffer();

const uploads: Record<string, Blob> = {
  'a red picture': new Blob([photo], { type: 'image/png' }),
  'a text': new Blob(['hello'], { type: 'text/plain' }),
  'a text that claims to be an image': new Blob(['hello'], {
    type: 'image/png',
  }),
  'half a picture': new Blob([photo.subarray(0, 200)], { type: 'image/png' }),
  'a large one': new Blob([Buffer.alloc(300_000)], { type: 'image/png' }),
};
const statuses: number[] = [];
for (const [name, blob] of Object.entries(uploads)) {
  const body = new FormData();
  body.set('image', blob, 'picture');
  const response = await fetch(`http://127.0.0.1:${port}/colour`, {
    method: 'POST',
    body,
  });
  statuses.push(response.status);
  console.log(`${name}: ${response.status} ${await response.text()}`);
}
console.log('files left behind:', (await readdir(folder)).length);
// #endregion uploads

server.close();
server.closeAllConnections();
await pool.close();
assert.deepEqual(await readdir(folder), []);
await rm(folder, { recursive: true });
assert.deepEqual(statuses, [200, 415, 422, 422, 413]);
