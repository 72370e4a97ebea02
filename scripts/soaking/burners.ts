import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Burns in slices, so that it hears when nobody holds the other end of its input any more, however that came. */
const burn = `process.stdin.on('end', () => process.exit()).resume();
(function burn() {
  const end = performance.now() + 20;
  while (performance.now() < end);
  setImmediate(burn);
})();`;

/** Processes that burn time, each a stranger to whoever is watched beside them. */
export interface Burners {
  pids: number[];
  stop: () => Promise<void>;
}

/**
 * Keeps this machine busy. The burners end with this process too, also where that is killed.
 *
 * @param count - How many processes burn.
 */
export function startBurners(count: number): Burners {
  const burners = Array.from({ length: count }, () =>
    spawn(process.execPath, ['-e', burn], {
      env: {},
      stdio: ['pipe', 'ignore', 'ignore'],
      // Systems share time among sessions first: in one session all of them together would count as one.
      detached: process.platform !== 'win32',
    }),
  );
  return {
    pids: burners.map(({ pid }) => pid!),
    async stop() {
      const ends = burners
        .filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
        .map((burner) => once(burner, 'exit'));
      for (const burner of burners) burner.kill('SIGKILL');
      await Promise.all(ends);
    },
  };
}
