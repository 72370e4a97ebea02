// What worker-flags.ts preloads by --import: a tracer or a loader would stand here.
Object.assign(globalThis, { preloaded: true });
export {};
