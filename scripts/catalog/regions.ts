/** A named part of a snippet, between `// #region name` and `// #endregion name`. */
export interface Region {
  name: string;
  /** Number of its first line in the file, from 1. */
  line: number;
  /** Its lines without their common indent. */
  text: string;
}

const marker = /^\s*\/\/ #(region|endregion) ([a-z0-9-]+)\s*$/;

/**
 * The regions of a source text; they may nest or overlap.
 *
 * @throws Error where a region is opened twice, never closed, or closed without being open.
 */
export function regionsOf(source: string): Map<string, Region> {
  const regions = new Map<string, Region>();
  const open = new Map<string, number>();
  const lines = source.split('\n');
  lines.forEach((line, index) => {
    const [, kind, name = ''] = marker.exec(line) ?? [];
    if (kind === 'region') {
      if (open.has(name) || regions.has(name))
        throw new Error(`line ${index + 1}: region "${name}" is there twice`);
      open.set(name, index + 1);
    } else if (kind === 'endregion') {
      const start = open.get(name);
      if (start === undefined)
        throw new Error(`line ${index + 1}: region "${name}" ends but never starts`);
      open.delete(name);
      regions.set(name, { name, line: start + 1, text: outdent(lines.slice(start, index)) });
    }
  });
  for (const [name, line] of open) throw new Error(`line ${line}: region "${name}" never ends`);
  return regions;
}

/** A source text without the marker lines. */
export const withoutMarkers = (source: string): string =>
  source
    .split('\n')
    .filter((line) => !marker.test(line))
    .join('\n');

function outdent(lines: readonly string[]): string {
  const kept = lines.filter((line) => !marker.test(line));
  const indents = kept
    .filter((line) => line.trim() !== '')
    .map((line) => /^ */.exec(line)![0].length);
  const indent = Math.min(...indents, 80);
  return kept.map((line) => line.slice(indent)).join('\n');
}
