// Lets Node run the TypeScript of this repository, workers and children included.
// Node 22.18 and later strip types themselves, so there this file does nothing.
if (!process.features.typescript) {
  const { register } = await import('tsx/esm/api');
  register();
}
