import type { Plugin } from 'vite';
import { snippetsFolder } from '../../../scripts/checkout/paths.ts';

const forgetters: (() => void)[] = [];

/**
 * Does some work once for each key, for the whole of a build: dozens of pages ask for the same files. While pages are written
 * it is done again after any file has changed.
 *
 * @param work - What comes out must not be changed by who gets it.
 */
export function once<Key, Value>(work: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  forgetters.push(() => known.clear());
  return (key) => {
    if (!known.has(key)) known.set(key, work(key));
    return known.get(key) as Value;
  };
}

/** Forgets what was known of files when one of them changes. */
export function forgetWhatChanged(): Plugin {
  return {
    name: 'forget-what-changed',
    apply: 'serve',
    configureServer({ watcher }) {
      watcher.add(snippetsFolder);
      watcher.on('all', () => {
        for (const forget of forgetters) forget();
      });
    },
  };
}
