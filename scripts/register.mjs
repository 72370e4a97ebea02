// Lets Node run the TypeScript of this repository, workers and children included.
// Node 22.18 and later strip types themselves; there this file only keeps the stripped code for the next start.
import module from 'node:module';

if (process.features.typescript) {
  module.enableCompileCache();
} else {
  const { register } = await import('tsx/esm/api');
  register();
}
