import { delimiter, dirname } from 'node:path';

/** Variables of the caller that a recorded run may see; all others could show in its output or change it. */
const passedOn = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'REDIS_URL',
  'SystemRoot',
  'USERPROFILE',
  'APPDATA',
];

/**
 * The environment of a recorded run: few variables, colours on, 80 columns, UTC, and Node itself first on the PATH.
 *
 * @param node - The Node binary that runs the snippet.
 * @param temporary - The folder for temporary files.
 */
export function recordingEnvironment(node: string, temporary: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const name of passedOn) if (process.env[name] !== undefined) env[name] = process.env[name];
  env.PATH = [dirname(node), env.PATH].join(delimiter);
  return {
    ...env,
    TMPDIR: temporary,
    TEMP: temporary,
    TMP: temporary,
    TZ: 'UTC',
    LANG: 'C.UTF-8',
    FORCE_COLOR: '1',
    COLUMNS: '80',
  };
}
