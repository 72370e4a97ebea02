// What the worker of worker-bundle.ts imports: it must come along, too.
export const pixels = (size: { width: number; height: number }): number =>
  size.width * size.height;
