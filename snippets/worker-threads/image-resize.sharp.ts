// What image-resize.ts does on either thread.
import sharp from 'sharp';

// #region resize
/** The work is native code on libuv's threads: awaiting it blocks nobody. */
export const resize = (photo: Uint8Array): Promise<Uint8Array> =>
  sharp(photo).resize({ width: 200 }).jpeg().toBuffer();
// #endregion resize
