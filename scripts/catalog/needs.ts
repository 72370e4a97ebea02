import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

interface Need {
  /** Any one of these programs will do. */
  programs: string[];
  /** The package that brings it, on Debian and on macOS, where there is one. */
  apt: string;
  brew?: string;
  /** An environment variable that stands in for the program. */
  variable?: string;
}

/** What a snippet may name in `@needs`, and an exercise in `needs`. */
export const needs: Record<string, Need> = {
  'redis-server': {
    programs: ['redis-server'],
    apt: 'redis-server',
    brew: 'redis',
    variable: 'REDIS_URL',
  },
  nginx: { programs: ['nginx'], apt: 'nginx', brew: 'nginx' },
  python3: { programs: ['python3'], apt: 'python3', brew: 'python' },
  git: { programs: ['git'], apt: 'git', brew: 'git' },
  sh: { programs: ['sh'], apt: 'dash', brew: 'dash' },
  cc: { programs: ['cc'], apt: 'gcc', brew: 'gcc' },
  wrk: { programs: ['wrk'], apt: 'wrk', brew: 'wrk' },
  'systemd-analyze': { programs: ['systemd-analyze'], apt: 'systemd' },
  ab: { programs: ['ab'], apt: 'apache2-utils', brew: 'httpd' },
};

/** Systems that a snippet may name in `@needs`: whether this is one, and what to do where it is not. */
const systems: Record<string, { isHere: () => boolean; mend: string }> = {
  // Signals that are handled, process groups, terminals, permissions of files.
  posix: {
    isHere: () => process.platform !== 'win32',
    mend: 'run it on Linux or macOS, or on Windows in WSL',
  },
  // What only its /proc tells.
  linux: { isHere: () => process.platform === 'linux', mend: 'run it on Linux' },
};

/** Whether a name may stand in `@needs`. */
export const isNeed = (name: string): boolean => name in needs || name in systems;

/** All names that may stand there. */
export const needNames = (): string[] => [...Object.keys(needs), ...Object.keys(systems)];

/** The source of a snippet without the systems that its header needs: where it runs decides nothing of what it prints. */
export const withoutSystems = (source: string): string =>
  source.replace(/^ \* @needs (.*)\n/m, (line: string, names: string) => {
    const all = names.split(/[\s,]+/);
    const programs = all.filter((name) => !(name in systems));
    if (programs.length === all.length) return line;
    return programs.length > 0 ? ` * @needs ${programs.join(', ')}\n` : '';
  });

/** Whether a program is on the PATH. */
export function onPath(program: string): boolean {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.some((folder) =>
    endings.some((ending) => isExecutable(join(folder, program + ending))),
  );
}

/** Whether a file may be run. Windows goes by its name instead. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Looks for what a snippet or an exercise needs.
 *
 * @param names - The names in its `@needs`.
 * @param variables - Whether an environment variable may stand in for a program. For judges of exercises none does: they start
 * and end servers of their own.
 * @returns For each missing need, its name and the line that mends it.
 */
export function missingNeeds(
  names: readonly string[],
  variables = true,
): { name: string; mend: string }[] {
  return names.flatMap((name) => {
    const system = systems[name];
    if (system) return system.isHere() ? [] : [{ name, mend: system.mend }];
    const need = needs[name];
    if (!need || need.programs.some(onPath)) return [];
    const variable = variables ? need.variable : undefined;
    if (variable && process.env[variable]) return [];
    const install =
      process.platform !== 'darwin'
        ? `sudo apt-get install -y ${need.apt}`
        : need.brew
          ? `brew install ${need.brew}`
          : 'nothing brings it to macOS';
    return [{ name, mend: variable ? `${install} (or set ${variable})` : install }];
  });
}

/** One sentence for each thing that a snippet needs and this machine lacks. */
export const lacksOf = ({ id, needs: names }: { id: string; needs: readonly string[] }): string[] =>
  missingNeeds(names).map(({ name, mend }) => `${id} needs ${name}: ${mend}`);
