// The thread of image-upload.ts: decodes a picture, and looks at each pixel.
import sharp from 'sharp';
import { serve } from './worker-pool.serve.ts';

// #region worker
serve(async (path: string) => {
  // Decoding is sharp's, and asynchronous anyway. A small file can unpack
  // to a huge picture: refuse that before it is unpacked.
  const { data } = await sharp(path, { limitInputPixels: 4e6 })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  // The loop over all pixels is JavaScript: that is what needs a thread.
  const counts = new Map<number, number>();
  for (let i = 0; i < data.length; i += 3) {
    // Four bits of each colour: similar ones count as one.
    const key =
      ((data[i]! >> 4) << 8) | ((data[i + 1]! >> 4) << 4) | (data[i + 2]! >> 4);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a)[0]!;
  return `main colour #${most.toString(16).padStart(3, '0')}`;
});
// #endregion worker
