import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { root } from '../scripts/checkout/paths.ts';
import { arrow } from './drawing/arrow.ts';
import { box, columnsOf, plainText, textsOf, type Area, type Diagram } from './drawing/model.ts';
import { toSvg } from './drawing/svg.ts';
import { diagramIds, diagrams, readDiagram } from './index.ts';

const [north, east, south, west] = [1, 2, 4, 8];
/** The arms of each character that a border or a line is drawn with. */
const armsOf = new Map<string, number>([
  ['│', north | south],
  ['─', east | west],
  ['┌', east | south],
  ['┐', south | west],
  ['└', north | east],
  ['┘', north | west],
  ['├', north | east | south],
  ['┤', north | south | west],
  ['┬', east | south | west],
  ['┴', north | east | west],
  ['┼', north | east | south | west],
  ['║', north | south],
]);
const opposite = new Map([
  [north, south],
  [east, west],
  [south, north],
  [west, east],
]);

describe('the collection', () => {
  test('holds every source in the folder once', () => {
    const sources = readdirSync(join(root, 'diagrams'))
      .filter((name) => /^[a-z0-9-]+\.ts$/.test(name) && name !== 'index.ts')
      .map((name) => name.slice(0, -'.ts'.length));
    assert.deepEqual([...diagramIds()].sort(), sources.sort());
    assert.equal(new Set(diagramIds()).size, diagrams.length);
  });

  test('says what there is when an id is unknown', () => {
    assert.throws(() => readDiagram('thread-pol', 'en'), /thread-pool.*process-vs-thread/s);
  });
});

for (const diagram of diagrams) {
  describe(diagram.id, () => {
    const { ascii, svg } = readDiagram(diagram.id, 'en');
    const lines = ascii.split('\n');
    const at = (x: number, y: number): string => lines[y]?.[x] ?? ' ';

    test('fits into 78 columns of characters that are one column wide', () => {
      for (const line of lines) assert.ok(line.length <= 78, `${line.length} columns: ${line}`);
      assert.match(ascii, /^[\n\x20-\x7e│─┌┐└┘├┤┬┴┼║]+$/);
    });

    test('has borders whose corners stand in line', () => {
      for (const area of bordered(diagram)) assertFrame(area, at);
    });

    test('has no corner or junction that leads nowhere', () => {
      lines.forEach((line, y) =>
        [...line].forEach((character, x) => {
          const arms = armsOf.get(character) ?? 0;
          // A straight piece may end freely: a lifeline does.
          if (arms === 0 || '│─║'.includes(character)) return;
          for (const [arm, dx, dy] of [
            [north, 0, -1],
            [east, 1, 0],
            [south, 0, 1],
            [west, -1, 0],
          ] as const) {
            if (!(arms & arm)) continue;
            const neighbour = at(x + dx, y + dy);
            const meets =
              (armsOf.get(neighbour) ?? 0) & opposite.get(arm)! || '<>^v'.includes(neighbour);
            // The pieces beside a group's title leave a space around it.
            const title = dy === 0 && neighbour === ' ';
            assert.ok(meets || title, `${character} at ${x},${y} meets "${neighbour}"\n${ascii}`);
          }
        }),
      );
    });

    test('keeps its labels inside their shapes and apart from one another', () => {
      const taken = new Map<string, string>();
      for (const { label, inside } of textsOf(diagram.items)) {
        const { start, length } = columnsOf(label);
        const shown = plainText(label.text);
        if (inside) {
          assert.ok(
            start >= inside.x + 2 && start + length <= inside.x + inside.w - 2,
            `"${shown}" touches its border`,
          );
        }
        // Whatever was drawn over it would show here.
        const y = Math.floor(label.y);
        assert.equal(lines[y]!.slice(start, start + length), shown);
        // A line that touches a word reads as part of it.
        for (const x of [start - 1, start + length]) {
          assert.ok(!armsOf.has(at(x, y)), `"${shown}" touches "${at(x, y)}"\n${ascii}`);
        }
        for (let x = start; x < start + length; x++) {
          assert.equal(taken.get(`${x},${y}`), undefined, `"${shown}" is written over another`);
          taken.set(`${x},${y}`, shown);
        }
      }
      for (const point of diagram.items.flatMap(cellsOf)) {
        const label = taken.get(`${point.x},${point.y}`);
        assert.equal(label, undefined, `a line runs through "${label}"\n${ascii}`);
      }
    });

    test('says the same in both forms', () => {
      assert.deepEqual(wordsOfSvg(svg), wordsOfAscii(ascii));
      assert.equal(readDiagram(diagram.id, 'zh').ascii, ascii);
    });

    for (const language of ['en', 'zh'] as const) {
      test(`is well-formed SVG with its ${language} title and description`, () => {
        const drawn = readDiagram(diagram.id, language);
        const elements = parse(drawn.svg);
        const [outer, title, description] = elements;
        assert.equal(outer?.name, 'svg');
        assert.deepEqual([title?.name, title?.text], ['title', drawn.title]);
        assert.deepEqual([description?.name, description?.text], ['desc', drawn.description]);
        assert.ok(drawn.title.length > 1 && drawn.description.length > 40);
        assert.equal(/[\u4e00-\u9fff]/.test(drawn.description), language === 'zh');
      });
    }

    test('asks for nothing and takes every colour from the theme', () => {
      assert.doesNotMatch(svg, /url\(|href|@import|<style|<script|<image/);
      for (const [, paint] of svg.matchAll(/ (?:fill|stroke)="([^"]*)"/g)) {
        assert.match(
          paint!,
          /^(none|var\(--fig-(ink|muted|line|surface|accent|accent-soft|busy|message|danger|ok|warn)\))$/,
        );
      }
    });
  });
}

describe('the drawing of what no diagram has yet', () => {
  test('escapes what means something in XML', () => {
    const svg = toSvg([box(0, 0, 20, ['`Map<K, V>`', 'a & b'])], {
      title: 'a < b',
      description: 'b > a & c',
    });
    const elements = parse(svg);
    assert.deepEqual(
      elements.filter(({ name }) => name === 'title' || name === 'desc').map(({ text }) => text),
      ['a < b', 'b > a & c'],
    );
    assert.deepEqual(wordsOfSvg(svg), ['&', 'Map<K,', 'V>', 'a', 'b']);
  });

  test('refuses an arrow that would miss its target', () => {
    const [one, other] = [box(0, 0, 10, 'one'), box(20, 0, 10, 'other')];
    assert.throws(() => arrow(one, other, { at: 2 }), /misses/);
    assert.throws(() => arrow(one, box(20, 9, 10, 'below')), /No straight line/);
  });
});

describe('npm run diagram', () => {
  const run = (...args: string[]) =>
    spawnSync(
      process.execPath,
      ['--import', './scripts/register.mjs', 'scripts/diagram.ts', ...args],
      { cwd: root, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } },
    );

  test('prints one', () => {
    const { stdout, status } = run('round-robin');
    assert.equal(stdout, `${readDiagram('round-robin', 'en').ascii}\n`);
    assert.equal(status, 0);
  });

  test('lists all with their titles', () => {
    const { stdout, status } = run();
    assert.deepEqual(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split(/ {2,}/)),
      diagrams.map(({ id, en }) => [id, en.title]),
    );
    assert.equal(status, 0);
  });

  test('ends with 2 and the nearest id for one that is not there', () => {
    const { stdout, stderr, status } = run('thread-pol');
    assert.match(stderr, /Did you mean thread-pool\?/);
    assert.equal(stdout, '');
    assert.equal(status, 2);
  });
});

function bordered(diagram: Diagram): Area[] {
  return diagram.items.flatMap((item) => ('w' in item ? [item] : []));
}

/** Each cell of a border has the arms that run along it. */
function assertFrame({ x, y, w, h }: Area, at: (x: number, y: number) => string): void {
  const [right, bottom] = [x + w - 1, y + h - 1];
  const has = (column: number, row: number, arms: number, what: string): void => {
    const found = armsOf.get(at(column, row)) ?? 0;
    assert.equal(found & arms, arms, `${what} at ${column},${row} is "${at(column, row)}"`);
  };
  has(x, y, east | south, 'the top left corner');
  has(right, y, south | west, 'the top right corner');
  has(x, bottom, north | east, 'the bottom left corner');
  has(right, bottom, north | west, 'the bottom right corner');
  for (let row = y + 1; row < bottom; row++) {
    has(x, row, north | south, 'the left side');
    has(right, row, north | south, 'the right side');
  }
  // The top may hold a title; the bottom is whole.
  for (let column = x + 1; column < right; column++) has(column, bottom, east | west, 'the bottom');
}

/** The cells that a line passes, and those of a bar. */
function cellsOf(item: Diagram['items'][number]): { x: number; y: number }[] {
  if (item.kind !== 'line') return [];
  return item.points.slice(1).flatMap((end, index) => {
    const start = item.points[index]!;
    const steps = Math.abs(end.x - start.x) + Math.abs(end.y - start.y);
    return Array.from({ length: steps + 1 }, (_, step) => ({
      x: start.x + Math.sign(end.x - start.x) * step,
      y: start.y + Math.sign(end.y - start.y) * step,
    }));
  });
}

/** The words that a reader of the text sees, sorted. */
function wordsOfAscii(ascii: string): string[] {
  return ascii
    .replace(/─>|<─/g, ' ')
    .replace(/[│─┌┐└┘├┤┬┴┼║]/g, ' ')
    .split(/\s+/)
    .filter((word) => word !== '' && !/^[<>^v:-]+$/.test(word))
    .sort();
}

/** The words that a reader of the picture sees, sorted. */
function wordsOfSvg(svg: string): string[] {
  return [...svg.matchAll(/<text [^>]*>(.*?)<\/text>/gs)]
    .flatMap(([, inner]) => unescape(inner!.replace(/<[^>]+>/g, '')).split(/\s+/))
    .filter((word) => word !== '')
    .sort();
}

const unescape = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** Reads XML strictly enough to find an open element, a stray bracket or an attribute written twice. */
function parse(xml: string): { name: string; text: string }[] {
  const elements: { name: string; text: string }[] = [];
  const open: { name: string; text: string }[] = [];
  const token = /<(\/?)([a-z]+)((?: [a-zA-Z:-]+="[^"<>]*")*)(\/?)>|([^<>]+)/gy;
  let end = 0;
  for (const match of xml.matchAll(token)) {
    end = match.index + match[0].length;
    const [, closing, name, attributes, empty, text] = match;
    if (text !== undefined) {
      assert.doesNotMatch(text, /&(?!(lt|gt|amp);)/, `unescaped: ${text}`);
      const parent = open.at(-1);
      if (parent) parent.text += unescape(text);
      continue;
    }
    if (closing) {
      assert.equal(open.pop()?.name, name);
      continue;
    }
    const names = [...attributes!.matchAll(/([a-zA-Z:-]+)=/g)].map(([, attribute]) => attribute);
    assert.equal(new Set(names).size, names.length, `an attribute twice in ${match[0]}`);
    const element = { name: name!, text: '' };
    elements.push(element);
    if (!empty) open.push(element);
  }
  assert.equal(end, xml.length, `not XML from: ${xml.slice(end, end + 60)}`);
  assert.equal(open.length, 0, 'an element is left open');
  return elements;
}
